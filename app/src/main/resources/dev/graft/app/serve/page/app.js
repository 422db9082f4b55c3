import { draw, cutsOff } from "/overlay.js";

const $ = (id) => document.getElementById(id);
const MOST_CARDS = 60;
const AT_ONCE = 3;
const TRIES = 6;
const NEIGHBOURS = 6;
const overlays = new Set(); // functions that draw again, one a picture
const queue = [];
let atWork = 0;
let limits = { body_bytes: Infinity };
let neighbours = 0; // how many are asked for; none where the server has no images to show
const thumbnails = new Map(); // addresses to promises of pictures: answers name the same ones again
let started; // a promise: what the server can is known then
let token = sessionStorage.getItem("graft-token") ?? "";

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

const percent = (p) => (p > 0.999 ? "> 99.9 %" : p < 0.001 ? "< 0.1 %" : `${(100 * p).toFixed(1)} %`);
const megabytes = (bytes) => `${Math.round(bytes / 1048576)} MB`;
const say = (text) => { $("said").textContent = text; };
const strength = () => Number($("strength").value) / 100;

/* Asking the server. */

class Refusal extends Error {}

async function send(path, options = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(path, { ...options, headers });
  } catch {
    throw new Refusal("The server does not answer. Is it still running?");
  }
}

async function ask(path, options = {}) {
  const reply = await send(path, options);
  if (reply.status === 401) askForToken();
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    throw Object.assign(new Refusal(refusal(reply.status, body)), {
      again: reply.status === 503 ? Number(reply.headers.get("Retry-After") ?? 1) : 0,
    });
  }
  return body;
}

function refusal(status, problem) {
  if (!problem.title) return `The server answered with ${status}.`;
  return problem.detail ? `${problem.title}: ${problem.detail}.` : `${problem.title}.`;
}

/** The answer, unless `gone` says before that nobody wants it any more. */
async function predict(file, gone) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(`/v1/predict?top=5&heatmap=true&neighbours=${neighbours}`, { method: "POST", body: file, signal: gone });
    } catch (problem) {
      if (!problem.again || tries === TRIES) throw problem;
      await new Promise((done) => { setTimeout(done, 1000 * problem.again * tries); });
    }
  }
}

/** The address of a small picture in this page's memory: an image's own request shows no token. */
function thumbnail(path) {
  if (!thumbnails.has(path)) {
    thumbnails.set(path, send(path).then(async (reply) => {
      if (!reply.ok) throw new Refusal(`The server answered with ${reply.status}.`);
      return URL.createObjectURL(await reply.blob());
    }));
  }
  return thumbnails.get(path);
}

/* A card for each photo. */

function take(files) {
  for (const file of files) {
    const name = file.name || "pasted picture";
    const body = element("div", { className: "waiting", textContent: "Looking …" });
    const close = element("button", { type: "button", textContent: "Remove" });
    close.setAttribute("aria-label", `Remove ${name}`);
    const about = element("p", { className: "quiet" });
    const head = element("div", { className: "card-head" }, element("div", {}, element("h3", { textContent: name }), about), close);
    const card = element("article", { className: "card" }, head, body);
    const address = URL.createObjectURL(file);
    const gone = new AbortController();
    card.gone = gone.signal;
    card.drop = () => {
      gone.abort();
      card.redraw?.forEach((again) => overlays.delete(again));
      URL.revokeObjectURL(address);
      card.remove();
      $("bar").hidden = !$("results").childElementCount;
    };
    close.addEventListener("click", () => { card.drop(); $("files").focus(); });
    $("results").prepend(card);
    queue.push(() => look(file, name, card, body, about, address));
  }
  while ($("results").childElementCount > MOST_CARDS) $("results").lastElementChild.drop();
  $("bar").hidden = !$("results").childElementCount;
  work();
}

async function work() {
  while (atWork < AT_ONCE && queue.length) {
    atWork += 1;
    queue.shift()().finally(() => { atWork -= 1; work(); });
  }
}

async function look(file, name, card, body, about, address) {
  if (card.gone.aborted) return;
  try {
    await started;
    if (file.size > limits.body_bytes) {
      throw new Refusal(`The file is too large: ${megabytes(file.size)}, and at most ${megabytes(limits.body_bytes)} are taken.`);
    }
    const answer = await predict(file, card.gone);
    const { format, width, height } = answer.image;
    about.textContent = `${format}, ${width} × ${height}`;
    const panels = answer.results.map((result) => panel(result, answer.image, address, name));
    card.redraw = panels.map((each) => each.again);
    const models = element("div", { className: "card-models" }, ...panels.map((each) => each.node));
    models.classList.toggle("one", panels.length === 1);
    body.replaceWith(models);
    panels.forEach((each) => { overlays.add(each.again); each.again(); });
    say(`${name}: ${answer.results.map((r) => `${r.label}, ${percent(r.probability)}`).join("; ")}`);
  } catch (problem) {
    if (card.gone.aborted) return;
    const text = problem instanceof Refusal ? problem.message : "This page could not show the answer.";
    body.replaceWith(element("p", { className: "notice", textContent: text }));
    say(`${name}: ${text}`);
    if (!(problem instanceof Refusal)) throw problem;
  }
}

/** What one model says of one photo. */
function panel(result, image, address, name) {
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  const picture = element("div", { className: "picture" }, photo(address, name, image), canvas);
  const shape = image.width / image.height;
  picture.style.aspectRatio = `${image.width} / ${image.height}`;
  picture.style.width = `min(100%, ${Math.round(26 * Math.min(shape, 2.2))}rem)`;
  canvas.width = Math.round(shape >= 1 ? 640 : 640 * shape);
  canvas.height = Math.round(canvas.width / shape);
  let picked = 0;
  const again = () => {
    const { label, heatmap } = result.top[picked];
    if (!heatmap) {
      canvas.setAttribute("aria-label", "This model makes no heat maps");
      return;
    }
    draw(canvas, heatmap, result.region, strength());
    const nothing = heatmap.values.every((value) => value === 0);
    canvas.setAttribute("aria-label", nothing ? `Nothing speaks for ${label}` : `Heat map for ${label}: ${where(heatmap)}`);
  };
  const buttons = result.top.map((entry, index) => {
    const button = element("button", { type: "button" },
      element("span", { textContent: entry.label }),
      element("span", { className: "share", textContent: percent(entry.probability) }));
    button.style.setProperty("--share", `${100 * entry.probability}%`);
    button.addEventListener("click", () => {
      picked = index;
      buttons.forEach((each, i) => each.setAttribute("aria-pressed", i === picked));
      again();
    });
    button.setAttribute("aria-pressed", index === 0);
    return button;
  });
  const list = element("ol", { className: "classes" }, ...buttons.map((button) => element("li", {}, button)));
  const words = element("div", {}, list);
  const parts = [element("h4", { textContent: result.model }), picture, words];
  if (result.neighbours) parts.push(alike(result));
  if (cutsOff(result.region)) {
    words.append(element("p", { className: "quiet", textContent: "The shaded border is outside of what this model sees." }));
  }
  return { node: element("section", { className: "model" }, ...parts), again };
}

/** The training images that look most alike to one model. */
function alike(result) {
  const items = result.neighbours.map((each) => {
    const picture = element("img", { alt: each.name, title: each.name });
    thumbnail(each.thumbnail).then((address) => { picture.src = address; }, () => picture.remove());
    const similarity = element("span", { className: "share", textContent: each.similarity.toFixed(2) });
    return element("li", { className: each.label === result.label ? "" : "other" },
      element("span", { className: "frame" }, picture),
      element("span", { className: "caption" }, element("span", { textContent: each.label }), similarity));
  });
  return element("div", { className: "alike" },
    element("h5", { textContent: "Most alike in the training images" }),
    element("ol", {}, ...items));
}

function photo(address, name, image) {
  const picture = element("img", { alt: name, src: address });
  picture.addEventListener("error", () => {
    picture.replaceWith(element("p", { textContent: `This browser cannot show ${image.format} files; the answer is right all the same.` }));
  });
  return picture;
}

/** In words where the map is highest. */
function where(map) {
  const best = map.values.indexOf(Math.max(...map.values));
  const third = (index, count) => Math.min(2, Math.floor((3 * (index + 0.5)) / count));
  const down = ["top", "middle", "bottom"][third(Math.floor(best / map.columns), map.rows)];
  const across = ["left", "centre", "right"][third(best % map.columns, map.columns)];
  return `strongest at the ${down} ${across}`;
}

/* The token, where the server asks for one. */

function askForToken() {
  $("token").hidden = false;
  $("token-wrong").textContent = token ? "That was not it." : "";
  $("token-input").focus();
}

$("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("token-input").value.trim();
  sessionStorage.setItem("graft-token", token);
  $("token").hidden = true;
  started = start();
});

/* Ways in: choose, drop, paste, camera. */

const pictures = (list) => [...list].filter((file) => file instanceof File);

$("files").addEventListener("change", (event) => { take(pictures(event.target.files)); event.target.value = ""; });
$("clear").addEventListener("click", () => { queue.length = 0; [...$("results").children].forEach((card) => card.drop()); });
$("strength").addEventListener("input", () => {
  $("strength-value").textContent = `${$("strength").value} %`;
  overlays.forEach((again) => again());
});

let depth = 0; // of elements that a drag is over
const over = (change) => { depth = Math.max(0, depth + change); $("drop").classList.toggle("over", depth > 0); };
window.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
window.addEventListener("dragleave", () => over(-1));
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
  event.preventDefault();
  depth = 0;
  over(0);
  take(pictures(event.dataTransfer.files));
});
window.addEventListener("paste", (event) => {
  const files = pictures(event.clipboardData?.files ?? []);
  if (files.length) { event.preventDefault(); take(files); }
});

const camera = $("camera");
$("camera-open").hidden = !navigator.mediaDevices?.getUserMedia;
$("camera-open").addEventListener("click", async () => {
  $("camera-problem").hidden = true;
  camera.showModal();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (camera.open) $("camera-view").srcObject = stream;
    else stream.getTracks().forEach((track) => track.stop());
  } catch {
    $("camera-problem").textContent = "The camera cannot be used: there is none, or the browser does not allow it.";
    $("camera-problem").hidden = false;
  }
});
$("camera-shoot").addEventListener("click", () => {
  const view = $("camera-view");
  if (!view.videoWidth) return;
  const canvas = element("canvas", { width: view.videoWidth, height: view.videoHeight });
  canvas.getContext("2d").drawImage(view, 0, 0);
  canvas.toBlob((blob) => take([new File([blob], "camera.jpg", { type: blob.type })]), "image/jpeg", 0.92);
  camera.close();
});
$("camera-close").addEventListener("click", () => camera.close());
camera.addEventListener("close", () => {
  $("camera-view").srcObject?.getTracks().forEach((track) => track.stop());
  $("camera-view").srcObject = null;
});

async function start() {
  try {
    const { models, limits: given, neighbours: images } = await ask("/v1/models");
    limits = given;
    neighbours = images ? NEIGHBOURS : 0;
    $("about-neighbours").hidden = !images;
    const one = ({ name, architecture, classes }) => `${name}: ${architecture}, ${classes.length} classes`;
    $("models").textContent = models.map(one).join(" · ");
    document.title = `${models.map((model) => model.name).join(", ")} – Graft`;
    $("limits").textContent = `JPEG, PNG, WebP, GIF, BMP or TIFF up to ${megabytes(limits.body_bytes)}. They are processed by this server and not kept.`;
  } catch (problem) {
    $("models").textContent = problem.message;
  }
}

started = start();
