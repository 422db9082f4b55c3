// Shows what the server sends. A stream begins with everything, so that a reload loses nothing.

const $ = (id) => document.getElementById(id);
const token = document.querySelector("meta[name=graft-token]").content;
const shown = new Map(); // what is in the page already

function text(id, value) {
  if (shown.get(id) !== value) {
    shown.set(id, value);
    $(id).textContent = value;
  }
}

/** HTML that the server drew; the page's policy runs no script in it. */
function html(id, value) {
  if (shown.get(id) !== value) {
    shown.set(id, value);
    $(id).innerHTML = value;
  }
}

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/* How far it is. */

const headings = { stopping: "Stopping", stopped: "Stopped", failed: "Failed", done: "Done" };
const sentences = {
  preparing: "Images are checked, weights are loaded.",
  stopping: "The step under way is ended; what was done is kept.",
  stopped: "What was done is kept.",
  failed: "Nothing goes on any more.",
  done: "All results are written.",
};

function progress(now) {
  if (now.state === "done" && now.hasReport) {
    events.close();
    location.replace("/"); // the finished page is the report
    return;
  }
  const percent = `${Math.floor(100 * now.share)}\u00a0%`;
  const heading = headings[now.state] ?? now.heading;
  document.body.className = now.state;
  document.title = `${now.state === "training" ? `${percent} · ` : ""}${heading} – Graft`;
  text("title", now.title || "Graft");
  text("heading", heading);
  text("where", now.state === "training" ? now.where : sentences[now.state]);
  text("percent", percent);
  text("work-words", now.work || "\u00a0");
  $("share").value = now.share;
  $("work").value = now.workShare;
  for (const [name, tile] of Object.entries(now.tiles)) {
    text(name, tile.figure);
    text(`${name}-more`, tile.more);
  }
  text("folder", now.folder || "a folder of this machine");
  text("said", now.state === "training" ? now.said : now.message || heading);
  buttons(now);
}

let stopAsked = false;

function buttons(now) {
  const stopping = now.state === "stopping";
  $("stop").hidden = !(now.state === "training" || now.state === "preparing" || stopping);
  $("stop").disabled = stopping;
  text("stop", stopping ? "Stopping …" : "Stop");
  $("resume").hidden = !now.canResume;
  $("resume").disabled = false;
  $("report").hidden = !now.hasReport;
  const over = now.state === "stopped" || now.state === "failed";
  $("stopped").hidden = !over;
  text("message", now.canResume ? `${now.finished} of ${now.runs} runs are finished.` : now.message);
  $("again").hidden = !(now.canResume && now.resume);
  text("command", now.resume);
  for (const id of ["tiles", "work", "work-words"]) $(id).hidden = over;
  if (over) $("seen").hidden = true; // of a batch long gone
  if (stopAsked && now.canResume) { // its button is gone, and the focus with it
    stopAsked = false;
    $("resume").focus();
  }
}

async function ask(path, button) {
  button.disabled = true;
  try {
    const reply = await fetch(path, { method: "POST", headers: { "X-Graft-Token": token } });
    if (!reply.ok && reply.status !== 409) text("said", await reply.text());
  } catch {
    $("lost").hidden = false;
  }
}

$("stop").addEventListener("click", () => { stopAsked = true; ask("/stop", $("stop")); });
$("resume").addEventListener("click", () => ask("/resume", $("resume")));

/* Runs, charts, notes. */

function results(now) {
  html("runs", now.table);
  for (const name of ["accuracy", "loss"]) {
    html(`${name}-svg`, now[name].svg);
    html(`${name}-legend`, now[name].legend);
    html(`${name}-numbers`, now[name].numbers);
  }
  $("notes").hidden = now.notes.length === 0;
  const notes = now.notes.join("\n");
  if (shown.get("notes") !== notes) {
    shown.set("notes", notes);
    $("notes-list").replaceChildren(...now.notes.map((note) => element("li", { textContent: note })));
  }
}

function pictures(now) {
  $("seen").hidden = false;
  text("pictures-about", now.about);
  $("pictures").replaceChildren(...now.pictures.map((picture) => {
    const image = element("img", { src: picture.source, alt: picture.className, title: picture.name });
    image.decode().then(
      () => image.classList.toggle("small-picture", image.naturalWidth < 64),
      () => {});
    return element("li", {}, image, element("p", { textContent: picture.className, ariaHidden: "true" }));
  }));
}

/* The stream. It connects again by itself. */

const events = new EventSource("/events");
const handlers = { progress, results, pictures };
for (const [name, handle] of Object.entries(handlers)) {
  events.addEventListener(name, (event) => handle(JSON.parse(event.data)));
}
events.addEventListener("open", () => { $("lost").hidden = true; });
events.addEventListener("error", () => { $("lost").hidden = false; });
events.addEventListener("end", () => {
  events.close();
  text("lost", "Graft has ended.");
  $("lost").hidden = false;
  $("stop").hidden = true;
  $("resume").hidden = true;
  $("report").hidden = true;
  document.body.className = "";
});
