// A picture of the live view of a running training, by the browser's own protocol over a pipe:
// node watch.mjs ADDRESS WIDTH HEIGHT light|dark OUT.png
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [address, width, height, scheme, out] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "graft-watch-"));
const browser = spawn(
  "chromium",
  ["--headless=new", "--no-sandbox", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const [, , , input, output] = browser.stdio;

// Messages are JSON, each ended by a zero byte; answers bear the number of what was asked.
const waiting = [];
let session;
let text = "";
output.setEncoding("utf8").on("data", (part) => {
  const messages = (text + part).split("\0");
  text = messages.pop();
  for (const { id, result } of messages.map((message) => JSON.parse(message))) waiting[id]?.(result);
});
const ask = (method, params = {}) => new Promise((answer) => {
  const id = waiting.push(answer) - 1;
  input.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
});
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

try {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  session = (await ask("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  await ask("Emulation.setDeviceMetricsOverride", { width: +width, height: +height, deviceScaleFactor: 1, mobile: false });
  await ask("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }],
  });
  await ask("Page.navigate", { url: address });
  await pause(3000); // the speed is told by some seconds
  const { data } = await ask("Page.captureScreenshot", { format: "png" });
  writeFileSync(out, Buffer.from(data, "base64"));
} finally {
  browser.kill();
  await new Promise((done) => { browser.on("exit", done); });
  rmSync(profile, { recursive: true, force: true });
}
