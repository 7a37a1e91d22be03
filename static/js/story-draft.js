// Keeps a story as it is typed: with the server a second after the last key, and in this browser
// until the server has it, so that a closed tab, a lost connection or an expired sign-in loses
// nothing. What is kept in the browser carries whose it is and of which story.

const PAUSE = 1000;
const AGAIN = 10000;
const OFFLINE = "No connection: what you type is kept in this browser until there is one.";
const SIGNED_OUT =
  "You are signed out. What you type is kept in this browser: sign in again, and come back here.";

const editor = () => document.querySelector("form[data-story]");
const body = (form) => form.elements.namedItem("body");
const version = (form) => form.elements.namedItem("version");
const base = (form) => form.elements.namedItem("base");
const token = (form) => form.elements.namedItem("csrfmiddlewaretoken").value;

// When a form came to this page, which is when the server said what time it was.
const arrivals = new WeakMap();

function clock(form) {
  if (!arrivals.has(form)) arrivals.set(form, Date.now());
  return Number(form.dataset.now) * 1000 + (Date.now() - arrivals.get(form));
}

let timer = 0;
let sending = null;
let leaving = false;

function say(form, words) {
  const status = form.querySelector("[data-draft-status]");
  if (status.textContent !== words) status.textContent = words;
}

function copyOf(form) {
  try {
    return JSON.parse(localStorage.getItem(`throughline:${form.dataset.copy}`));
  } catch {
    return null;
  }
}

function store(form, copy) {
  const name = `throughline:${form.dataset.copy}`;
  try {
    if (copy) localStorage.setItem(name, JSON.stringify(copy));
    else localStorage.removeItem(name);
  } catch {
    // A browser that stores nothing: the server still does.
  }
}

function keepHere(form, sent = false) {
  store(form, {
    body: body(form).value,
    version: version(form).value,
    base: base(form).value,
    at: clock(form),
    sent,
  });
}

async function keepThere(form) {
  clearTimeout(timer);
  if (form.dataset.offered) {
    say(form, `Decide first about your draft from ${form.dataset.offered}: until then this browser alone keeps what you type.`);
    return;
  }
  sending?.abort();
  const mine = new AbortController();
  sending = mine;
  const text = body(form).value;
  const said = { body: text, version: version(form).value, csrfmiddlewaretoken: token(form) };
  try {
    const answer = await fetch(form.dataset.keep, {
      method: "POST",
      body: new URLSearchParams(said),
      redirect: "manual",
      signal: mine.signal,
    });
    if (answer.ok) {
      say(form, await answer.text());
      if (!leaving && body(form).value === text) store(form, null);
      form.dispatchEvent(new CustomEvent("draft:kept", { bubbles: true }));
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      say(form, SIGNED_OUT);
    } else {
      say(form, answer.status === 422 ? await answer.text() : OFFLINE);
      if (answer.status !== 422) timer = setTimeout(keepThere, AGAIN, form);
    }
  } catch {
    if (mine.signal.aborted) return;
    say(form, OFFLINE);
    timer = setTimeout(keepThere, AGAIN, form);
  }
}

function typed(event) {
  const form = event.target.closest?.("form[data-story]");
  if (!form || event.target !== body(form)) return;
  keepHere(form);
  clearTimeout(timer);
  timer = setTimeout(keepThere, PAUSE, form);
}

// A story that I saved after I typed it needs no copy any more.
const isSaved = (form, copy) =>
  copy.sent && Number(form.dataset.saved || 0) * 1000 + 999 >= copy.at;

function offerCopy() {
  const form = editor();
  if (form) clock(form);
  const copy = form && copyOf(form);
  if (!copy) return;
  if (isSaved(form, copy) || copy.body === body(form).value) return store(form, null);
  const offer = document.querySelector("[data-copy-offer]");
  offer.querySelector("[data-copy-time]").textContent = new Date(copy.at).toLocaleTimeString(
    "en-GB",
    { hour: "2-digit", minute: "2-digit" },
  );
  offer.hidden = false;
}

function decide(event) {
  const use = event.target.closest?.("[data-copy-use]");
  if (!use && !event.target.closest?.("[data-copy-drop]")) return;
  const form = editor();
  const copy = copyOf(form);
  document.querySelector("[data-copy-offer]").hidden = true;
  store(form, null);
  if (use && copy) {
    delete form.dataset.offered;
    body(form).value = copy.body;
    version(form).value = copy.version;
    base(form).value = copy.base;
    body(form).dispatchEvent(new Event("input", { bubbles: true }));
  }
  body(form).focus();
}

// The save itself takes the draft away: none may arrive after it.
function sent(event) {
  const form = event.target.closest?.("form[data-story]");
  if (!form) return;
  leaving = true;
  clearTimeout(timer);
  sending?.abort();
  keepHere(form, true);
}

// On the way out, what the pause held back is sent at once; without a connection the copy stays here.
function hurry() {
  const form = editor();
  if (!navigator.onLine) return;
  if (!form || leaving || form.dataset.offered || !copyOf(form)) return;
  if (!document.querySelector("[data-copy-offer]").hidden) return;
  const said = { body: body(form).value, version: version(form).value, csrfmiddlewaretoken: token(form) };
  fetch(form.dataset.keep, {
    method: "POST",
    body: new URLSearchParams(said),
    redirect: "manual",
    keepalive: true,
  }).catch(() => {});
}

document.addEventListener("input", typed);
document.addEventListener("click", decide);
document.addEventListener("submit", sent);
document.addEventListener("htmx:afterSettle", offerCopy);
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt.matches("form[data-story]")) leaving = false; });
window.addEventListener("pagehide", hurry);
window.addEventListener("pageshow", () => { leaving = false; offerCopy(); });
window.addEventListener("online", () => { const form = editor(); if (form && copyOf(form)) keepThere(form); });
