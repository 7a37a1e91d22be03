// Makes pages quicker to use. Everything here is extra: each page works without it.

const typing = (element) =>
  element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

function focusSearch(event) {
  const search = document.querySelector("[data-search]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!search || typing(event.target)) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (event.type === "keydown" && event.key !== "Escape") continue;
    if (event.type === "click" && menu.contains(event.target)) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

// A form knows what it held when the page came; leaving asks only if that has changed.
const held = new WeakMap();
let leaving = false;

const contents = (form) =>
  JSON.stringify(
    [...new FormData(form)].map(([name, value]) => [name, value.name ?? value]),
  );

function rememberForms() {
  for (const form of document.querySelectorAll("form[data-careful]")) {
    const failed = form.querySelector("[data-first]");
    if (!held.has(form)) held.set(form, failed ? "" : contents(form));
  }
}

function warnBeforeLeaving(event) {
  if (leaving) return;
  const forms = [...document.querySelectorAll("form[data-careful]")];
  if (forms.some((form) => held.has(form) && held.get(form) !== contents(form))) {
    event.preventDefault();
  }
}

// Whoever signs out leaves nothing of what they typed in this browser.
function forgetCopies(event) {
  if (!event.target.matches?.('form[action$="/sign-out/"]')) return;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("throughline:")) localStorage.removeItem(name);
  }
}

function saveByKeyboard(event) {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("form[data-careful]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

document.addEventListener("keydown", focusSearch);
document.addEventListener("keydown", closeMenus);
document.addEventListener("keydown", saveByKeyboard);
document.addEventListener("click", closeMenus);
document.addEventListener("submit", () => { leaving = true; });
document.addEventListener("submit", forgetCopies);
document.addEventListener("draft:kept", ({ target }) => held.set(target, contents(target)));
document.addEventListener("htmx:afterSettle", () => { leaving = false; rememberForms(); });
window.addEventListener("pageshow", () => { leaving = false; rememberForms(); });
window.addEventListener("beforeunload", warnBeforeLeaving);

// What a save did stands on the next page; a screen reader says only what comes after the page.
const done = [...document.querySelectorAll("#main .banners li:not([role=alert])")];
if (done.length) {
  setTimeout(() => {
    const said = document.getElementById("said");
    if (!said.textContent) said.textContent = done.map((one) => one.textContent.trim()).join(" ");
  }, 200);
}

// After a save that failed, what went wrong is the first thing a screen reader says.
document.querySelector("[data-first]")?.focus();
