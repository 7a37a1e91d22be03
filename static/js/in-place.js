// Opens the form behind a link where the thing stands, and shows the page anew when it is saved or
// when somebody else saved. Each link leads to the same form on a page of its own.

const GUIDE = "place-guide";
const FIELD = ":is(input, select, textarea):not([type=hidden])";

const say = (words) => { document.getElementById("said").textContent = words; };
const here = (address) => new URL(address, location).pathname === location.pathname;
const asks = (xhr) => xhr.responseText.includes('class="asked');
const contents = (form) => JSON.stringify([...new FormData(form)]);
const opener = (href) =>
  [...document.querySelectorAll("[data-opens]")].find((link) => link.getAttribute("href") === href);

// What was asked for in each place, and what its form held when it came.
const asked = new Map();
const held = new WeakMap();
// Where the focus goes once the page stands anew.
let after = null;

function focusOn(element) {
  const menu = element?.closest("[data-menu]:not([open])");
  (menu ? menu.querySelector("summary") : element)?.focus();
}

function isTouched(place) {
  const form = place.querySelector("form");
  return Boolean(form) && held.get(form) !== contents(form);
}

function close(place) {
  const href = asked.get(place.id);
  const led = place.id === GUIDE || place.querySelector("[data-again]");
  place.replaceChildren();
  asked.delete(place.id);
  const next = document.getElementById("next");
  focusOn(led && next ? next : (opener(href) ?? next));
}

function leave(place) {
  if (!isTouched(place) || window.confirm("Leave what you typed? It is not saved yet.")) {
    close(place);
  }
}

function focusFirst(place) {
  const refused = place.querySelector(".wrong");
  const wrong = (refused && place.querySelector("[data-found] :checked"))
    ?? place.querySelector(`.wrong ${FIELD}`) ?? place.querySelector("[data-first]");
  const empty = [...place.querySelectorAll(FIELD)].find((field) => !field.value);
  const first = place.querySelector(FIELD) ?? place.querySelector("button");
  (wrong ?? ((place.id === GUIDE && empty) || first))?.focus();
  const banner = place.querySelector("[role=alert], .asked > .banner:not([hidden])");
  if (banner) say(banner.textContent.trim().replace(/\s+/g, " "));
}

function complain(place, words) {
  const banner = document.createElement("p");
  banner.className = "banner is-broken complaint";
  banner.setAttribute("role", "alert");
  banner.textContent = words;
  place.querySelector(".complaint")?.remove();
  place.prepend(banner);
}

function rememberForms() {
  for (const form of document.querySelectorAll("#main form[data-careful]")) {
    if (!form.closest(".in-place")) held.set(form, contents(form));
  }
}

// Keeps what is being typed: the swap waits while somebody writes outside of a place that stays.
function mayLook() {
  const forms = [...document.querySelectorAll("#main form[data-careful]")];
  const typed = forms.some(
    (form) => !form.closest(".in-place")
      && (form.contains(document.activeElement) || (held.has(form) && held.get(form) !== contents(form))),
  );
  return !document.hidden && !typed && !document.querySelector("#main [data-menu][open]");
}

function rememberFocus() {
  const now = document.activeElement;
  if (!now || now === document.body || !now.closest("#main")) return null;
  const place = now.closest(".in-place");
  if (place) return () => now.focus({ preventScroll: true });
  const href = now.getAttribute("href");
  const id = now.id;
  return () => {
    const again = id
      ? document.getElementById(id)
      : [...document.querySelectorAll("#main a")].find((one) => one.getAttribute("href") === href);
    again?.focus({ preventScroll: true });
  };
}

function sayWhatHappened() {
  const said = [...document.querySelectorAll("#main .banners li, #main [data-news]")];
  say(said.map((one) => one.textContent.trim()).join(" "));
}

// After a save: the next one of the same sort, or the next step, or where one came from.
function goOn(form, place) {
  const href = asked.get(place.id);
  const guided = place.id === GUIDE;
  const again = form.dataset.again === (guided ? "always" : form.dataset.again ?? "never");
  asked.delete(place.id);
  place.removeAttribute("id"); // so that it goes with the old page
  return () => {
    const link = opener(href);
    if (again && link) link.click();
    else if (guided || !link) focusOn(document.getElementById("next") ?? document.querySelector("#main"));
    else focusOn(link);
  };
}

function beforeOpening(event, place) {
  const { xhr } = event.detail;
  if (!asks(xhr)) {
    event.detail.shouldSwap = false;
    location.assign(event.detail.requestConfig.elt.href);
    return;
  }
  asked.set(place.id, event.detail.requestConfig.elt.getAttribute("href"));
}

function beforeSwapInPlace(event, place) {
  const { detail } = event;
  const { xhr, requestConfig } = detail;
  if (xhr.status < 400 && here(xhr.responseURL)) {
    after = goOn(requestConfig.elt, place);
  } else if (asks(xhr)) {
    detail.target = place;
    detail.selectOverride = ".asked";
    detail.swapOverride = "innerHTML";
    detail.shouldSwap = true;
    detail.isError = false;
  } else {
    detail.shouldSwap = false;
    if (requestConfig.verb === "get") location.assign(xhr.responseURL);
    else if (xhr.responseURL.includes("/sign-in/")) {
      complain(place, "You are signed out. Sign in on another page of this browser, then save again.");
    } else location.assign(xhr.responseURL);
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const { elt } = detail.requestConfig;
  if (detail.target.classList.contains("suggestions")) return;
  if (elt.id === "pulse") {
    if (!here(detail.xhr.responseURL) || !mayLook()) detail.shouldSwap = false;
    else after = rememberFocus();
    return;
  }
  const place = elt.closest(".in-place");
  if (place) beforeSwapInPlace(event, place);
  else if (detail.target.classList.contains("in-place")) beforeOpening(event, detail.target);
  else if (elt.dataset.moves) {
    const { moves } = elt.dataset;
    const action = elt.getAttribute("action");
    after = () => {
      const forms = [...document.querySelectorAll("[data-moves]")];
      const alike = forms.filter((form) => form.getAttribute("action") === action);
      const form = alike.find((one) => one.dataset.moves === moves) ?? alike[0];
      if (!form) return;
      form.closest("[data-menu]").open = true;
      form.querySelector("button").focus();
    };
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = event.detail;
  if (target.classList.contains("suggestions")) {
    const found = target.querySelector("[data-found]")?.dataset.found;
    say(found ? `${found} of a like name exist already.` : "");
  } else if (target.classList.contains("in-place")) {
    const form = target.querySelector("form");
    if (form) held.set(form, form.querySelector("[data-first]") ? "" : contents(form));
    target.closest("[data-menu]")?.removeAttribute("open");
    for (const menu of document.querySelectorAll("#main [data-menu][open]")) menu.open = false;
    focusFirst(target);
  } else if (document.getElementById("main")) {
    const next = after;
    after = null;
    rememberForms();
    sayWhatHappened();
    next?.();
  }
});

// A draft that the server keeps is not lost with the place it is typed in.
document.addEventListener("draft:kept", ({ target }) => held.set(target, contents(target)));

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "pulse" && !mayLook()) event.preventDefault();
});

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const { elt, verb } = event.detail.requestConfig;
    const place = elt.closest(".in-place");
    if (place) complain(place, "This could not be saved just now. What you typed is still here: try again.");
    else if (elt.dataset.opens && verb === "get") location.assign(elt.href);
  });
}

document.addEventListener("click", (event) => {
  const place = event.target.closest?.("[data-cancel]")?.closest(".in-place");
  if (!place) return;
  event.preventDefault();
  event.stopPropagation();
  leave(place);
}, true);

document.addEventListener("keydown", (event) => {
  const place = event.key === "Escape" && event.target.closest?.(".in-place");
  if (place) leave(place);
});

document.addEventListener("visibilitychange", () => {
  const pulse = document.getElementById("pulse");
  if (pulse && !document.hidden) window.htmx.trigger(pulse, "look");
});

rememberForms();
if (location.hash === "#next") document.getElementById("next")?.focus();
