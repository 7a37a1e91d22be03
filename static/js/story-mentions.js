// Names work and measures in a story: an @ opens a list to choose from, with the arrows, Enter
// and Escape, or with the mouse. The list is a listbox that the text field controls.

const PAUSE = 120;
const BEGUN = /(?:^|[^\p{L}\p{N}_@])@\[?([^@[\]\n]{0,60})$/u;

let timer = 0;
let asking = null;
let dismissed = -1;
// Before anybody was in the text, there is no cursor to speak of: what is named goes to the end.
let visited = false;

const list = () => document.getElementById("mention-choices");
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");

// What was typed after the last @ before the cursor, and where that @ stands.
function begun(text) {
  if (text.selectionStart !== text.selectionEnd) return null;
  const before = text.value.slice(0, text.selectionStart);
  const found = BEGUN.exec(before);
  if (!found) return null;
  return { words: found[1], at: before.lastIndexOf("@") };
}

function say(words) {
  const status = document.querySelector("[data-picker-status]");
  if (status.textContent !== words) status.textContent = words;
}

function close(text) {
  clearTimeout(timer);
  asking?.abort();
  if (list().hidden) return;
  list().hidden = true;
  text.removeAttribute("aria-activedescendant");
  say("");
}

function mark(text, option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

async function ask(text, { words, at }) {
  asking?.abort();
  asking = new AbortController();
  const form = text.form;
  try {
    const answer = await fetch(`${form.dataset.mentions}?${new URLSearchParams({ q: words.trim() })}`, {
      redirect: "manual",
      signal: asking.signal,
    });
    if (!answer.ok) return close(text);
    open(text, await answer.text(), at);
  } catch {
    // No connection, or more was typed: the next key asks again.
  }
}

function open(text, html, at) {
  list().replaceChildren(document.createRange().createContextualFragment(html));
  const found = options();
  if (found.length === 0 || document.activeElement !== text) return close(text);
  list().hidden = false;
  place(text, at);
  mark(text, found[0]);
  const count = found.length === 1 ? "1 name" : `${found.length} names`;
  say(`${count} to choose from with the arrows; Enter puts it in, Escape closes.`);
}

// Puts the list under the @: a copy of the text, laid out alike, says where that is.
function place(text, at) {
  const style = getComputedStyle(text);
  const copy = document.createElement("div");
  for (const name of ["font", "letterSpacing", "padding", "border", "boxSizing", "lineHeight"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, {
    position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap",
    overflowWrap: "break-word", width: `${text.offsetWidth}px`,
  });
  const sign = document.createElement("span");
  sign.textContent = "@";
  copy.append(text.value.slice(0, at), sign);
  text.parentElement.append(copy);
  const top = text.offsetTop + sign.offsetTop + sign.offsetHeight - text.scrollTop;
  const left = Math.min(text.offsetLeft + sign.offsetLeft, text.offsetWidth - list().offsetWidth);
  copy.remove();
  list().style.top = `${top}px`;
  list().style.left = `${Math.max(0, left)}px`;
}

// As if it were typed, so that the browser can undo it.
function put(text, words, from, to) {
  text.focus();
  text.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, words)) return;
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(text, option) {
  const now = begun(text);
  if (!now) return close(text);
  const end = text.selectionEnd + (text.value[text.selectionEnd] === "]" ? 1 : 0);
  const space = /^[\s.,;:!?)]/.test(text.value.slice(end)) ? "" : " ";
  close(text);
  dismissed = now.at;
  put(text, option.dataset.text + space, now.at, end);
  close(text);
}

function typed(event) {
  const text = event.target;
  if (!text.matches?.("form[data-story] textarea")) return;
  const now = begun(text);
  if (!now || now.at === dismissed) {
    if (!now) dismissed = -1;
    return close(text);
  }
  dismissed = -1;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE, text, now);
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function pressed(event) {
  const text = event.target;
  if (!text.matches?.("form[data-story] textarea") || list().hidden) return;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = options();
  if (event.key in STEPS) {
    const next = all.indexOf(chosen()) + STEPS[event.key];
    mark(text, all[(next + all.length) % all.length]);
  } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
    choose(text, chosen());
  } else if (event.key === "Escape") {
    dismissed = begun(text)?.at ?? -1;
    close(text);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function clicked(event) {
  const text = document.querySelector("form[data-story] textarea");
  if (!text) return;
  const option = event.target.closest?.("#mention-choices [role=option]");
  if (option) return choose(text, option);
  const chip = event.target.closest?.("button[name=insert]");
  if (chip) {
    event.preventDefault();
    const { value } = text;
    const [from, to] = visited
      ? [text.selectionStart, text.selectionEnd]
      : [value.length, value.length];
    const before = from > 0 && !/\s/.test(value[from - 1]) ? " " : "";
    const after = /^[\s.,;:!?)]|^$/.test(value.slice(to)) ? "" : " ";
    put(text, before + chip.value + after, from, to);
    return;
  }
  if (event.target !== text) close(text);
}

document.addEventListener("input", typed);
document.addEventListener("keydown", pressed, true);
document.addEventListener("click", clicked);
// A press on the list leaves the cursor where it is in the text.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("#mention-choices, button[name=insert]")) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("form[data-story] textarea")) visited = true;
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("form[data-story] textarea")) close(event.target);
});
