// A picture of a page, by the browser's own protocol over a pipe: of graft serve's with photos in it, of a live view
// without:
// node page.mjs ADDRESS WIDTH HEIGHT light|dark OUT.png [IMAGE...]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [address, width, height, scheme, out, ...images] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "graft-page-"));
const browser = spawn(
  "chromium",
  ["--headless=new", "--no-sandbox", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const [, , , input, output] = browser.stdio;

// Messages are JSON, each ended by a zero byte; answers bear the number of what was asked.
const waiting = new Map();
let session;
let text = "";
output.setEncoding("utf8").on("data", (part) => {
  const messages = (text + part).split("\0");
  text = messages.pop();
  for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
    const answer = waiting.get(id);
    waiting.delete(id);
    if (error) answer?.reject(new Error(error.message));
    else answer?.resolve(result);
  }
});
let asked = 0;
const ask = (method, params = {}) => new Promise((answer, reject) => {
  asked += 1;
  waiting.set(asked, { resolve: answer, reject });
  input.write(`${JSON.stringify({ id: asked, method, params, sessionId: session })}\0`);
});
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** Waits until the page says so. */
async function until(expression) {
  for (let tries = 0; tries < 600; tries += 1) {
    const { result } = await ask("Runtime.evaluate", { expression });
    if (result.value === true) return;
    await pause(100);
  }
  throw new Error(`this never came: ${expression}`);
}

/** Gives them to graft serve's page and waits for its answers. */
async function show(photos) {
  await until("document.title.includes('–')");
  const { root } = await ask("DOM.getDocument");
  const { nodeId } = await ask("DOM.querySelector", { nodeId: root.nodeId, selector: "#files" });
  await ask("DOM.setFileInputFiles", { nodeId, files: photos.map((photo) => resolve(photo)) });
  await until(`document.querySelectorAll('.card-models').length === ${photos.length}`);
  await until("[...document.images].every((image) => image.naturalWidth > 0)");
  await pause(500);
}

try {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  session = (await ask("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  await ask("Emulation.setDeviceMetricsOverride", { width: +width, height: +height, deviceScaleFactor: 1, mobile: false });
  await ask("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }],
  });
  await ask("Page.navigate", { url: address });
  if (images.length > 0) {
    await show(images);
  } else {
    await pause(3000); // a live view tells the speed by some seconds
  }
  const { data } = await ask("Page.captureScreenshot", { format: "png" });
  writeFileSync(out, Buffer.from(data, "base64"));
} finally {
  browser.kill();
  await new Promise((done) => { browser.on("exit", done); });
  rmSync(profile, { recursive: true, force: true });
}
