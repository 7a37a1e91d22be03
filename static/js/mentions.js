// Names something in a text, work in a story or people in a comment: an @ opens a list to choose
// from, with the arrows, Enter and Escape, or with the mouse. The list is a listbox that the text
// field controls; both stand in a `.picker`, which says where the names come from.

const PAUSE = 120;
const BEGUN = /(?:^|[^\p{L}\p{N}_@])@\[?([^@[\]\n]{0,60})$/u;

const TEXT = ".picker textarea";

let timer = 0;
let asking = null;
let dismissed = -1;
// Before anybody was in a text, there is no cursor to speak of: what is named goes to the end.
const visited = new WeakSet();

const picker = (text) => text.closest(".picker");
const list = (text) => picker(text).querySelector("[role=listbox]");
const options = (text) => [...list(text).querySelectorAll("[role=option]")];
const chosen = (text) => list(text).querySelector("[aria-selected=true]");

// What was typed after the last @ before the cursor, and where that @ stands.
function begun(text) {
  if (text.selectionStart !== text.selectionEnd) return null;
  const before = text.value.slice(0, text.selectionStart);
  const found = BEGUN.exec(before);
  if (!found) return null;
  return { words: found[1], at: before.lastIndexOf("@") };
}

function say(text, words) {
  const status = picker(text).querySelector("[role=status]");
  if (status.textContent !== words) status.textContent = words;
}

function close(text) {
  clearTimeout(timer);
  asking?.abort();
  if (list(text).hidden) return;
  list(text).hidden = true;
  list(text).replaceChildren();
  text.removeAttribute("aria-activedescendant");
  say(text, "");
}

function mark(text, option) {
  for (const one of options(text)) one.setAttribute("aria-selected", String(one === option));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

async function ask(text, { words, at }) {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${picker(text).dataset.names}?${new URLSearchParams({ q: words.trim() })}`, {
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
  list(text).replaceChildren(document.createRange().createContextualFragment(html));
  const found = options(text);
  if (found.length === 0 || document.activeElement !== text) return close(text);
  list(text).hidden = false;
  place(text, at);
  mark(text, found[0]);
  const count = found.length === 1 ? "1 name" : `${found.length} names`;
  say(text, `${count} to choose from with the arrows; Enter puts it in, Escape closes.`);
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
  const left = text.offsetLeft + sign.offsetLeft;
  copy.remove();
  list(text).style.top = `${top}px`;
  list(text).style.left = `min(${left}px, 100% - var(--wide))`;
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
  if (!text.matches?.(TEXT)) return;
  const now = begun(text);
  if (!now || now.at === dismissed) {
    if (!now) dismissed = -1;
    return close(text);
  }
  dismissed = -1;
  clearTimeout(timer);
  asking?.abort();
  timer = setTimeout(ask, PAUSE, text, now);
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function pressed(event) {
  const text = event.target;
  if (!text.matches?.(TEXT) || list(text).hidden) return;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = options(text);
  if (event.key in STEPS) {
    const next = all.indexOf(chosen(text)) + STEPS[event.key];
    mark(text, all[(next + all.length) % all.length]);
  } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
    choose(text, chosen(text));
  } else if (event.key === "Escape") {
    dismissed = begun(text)?.at ?? -1;
    close(text);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function clicked(event) {
  const option = event.target.closest?.(".picker [role=option]");
  if (option) return choose(picker(option).querySelector("textarea"), option);
  const chip = event.target.closest?.("button[name=insert]");
  if (!chip) return;
  event.preventDefault();
  const text = chip.form.querySelector(TEXT);
  const { value } = text;
  const [from, to] = visited.has(text)
    ? [text.selectionStart, text.selectionEnd]
    : [value.length, value.length];
  const before = from > 0 && !/\s/.test(value[from - 1]) ? " " : "";
  const after = /^[\s.,;:!?)]|^$/.test(value.slice(to)) ? "" : " ";
  put(text, before + chip.value + after, from, to);
}

function entered({ target: text }) {
  if (!text.matches?.(TEXT)) return;
  visited.add(text);
  dismissed = -1;
  // Not named before: htmx would carry the style of what has the same name over, and may not.
  list(text).id = `${text.id}_names`;
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list(text).id);
  text.setAttribute("autocomplete", "off");
}

document.addEventListener("input", typed);
document.addEventListener("keydown", pressed, true);
document.addEventListener("click", clicked);
// A press on the list leaves the cursor where it is in the text.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".picker [role=listbox], button[name=insert]")) event.preventDefault();
});
document.addEventListener("focusin", entered);
document.addEventListener("focusout", ({ target }) => {
  if (target.matches?.(TEXT)) close(target);
});
if (document.activeElement?.matches(TEXT)) entered({ target: document.activeElement });
