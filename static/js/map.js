// Lights the lines of a thing at once, and zooms without asking for the page anew.
// Everything here is extra: each box and each button is a link that the server answers.

const sheet = document.querySelector("[data-map]");
const about = document.getElementById("map-about");
const ZOOMS = [50, 75, 100, 150, 200];
let looking = 0;

function reached(key, from, to) {
  const found = new Set([key]);
  const todo = [key];
  while (todo.length) {
    const here = todo.pop();
    for (const way of sheet.querySelectorAll(`[data-${from}="${here}"]`)) {
      const next = way.dataset[to];
      if (!found.has(next)) {
        found.add(next);
        todo.push(next);
      }
    }
  }
  return found;
}

function light(key) {
  const lit = key
    ? new Set([...reached(key, "lower", "upper"), ...reached(key, "upper", "lower")])
    : null;
  const look = (element, ...keys) => {
    element.classList.toggle("lit", Boolean(lit) && keys.every((one) => lit.has(one)));
    element.classList.toggle("dim", Boolean(lit) && !keys.every((one) => lit.has(one)));
  };
  for (const box of sheet.querySelectorAll(".box")) look(box, box.id);
  for (const way of sheet.querySelectorAll("[data-upper]")) {
    look(way, way.dataset.upper, way.dataset.lower);
  }
}

function show(key) {
  document.getElementById(key)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function tell(href) {
  const mine = ++looking;
  history.replaceState(null, "", href);
  const answer = await fetch(href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (mine !== looking) return;
  if (!answer?.ok) {
    location.assign(href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== looking) return;
  about.replaceChildren(...page.getElementById("map-about").childNodes);
  show(new URL(href, location.href).searchParams.get("focus"));
}

function lookAt(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const box = event.target.closest?.("a[data-key]");
  if (!box) return;
  event.preventDefault();
  light(box.dataset.key);
  tell(box.getAttribute("href"));
}

function close() {
  const link = about.querySelector("[data-close]");
  if (!link) return;
  const key = sheet.querySelector(".box:focus") ?? null;
  looking += 1;
  history.replaceState(null, "", link.getAttribute("href"));
  light("");
  about.replaceChildren();
  key?.focus();
}

function zoomTo(percent) {
  const scroll = sheet.querySelector(".map-scroll");
  for (const one of ZOOMS) scroll.classList.toggle(`zoom-${one}`, one === percent);
  const place = sheet.querySelector("[data-zoom]");
  place.dataset.zoom = percent;
  place.querySelector("[data-percent]").textContent = percent;
}

function zoomBy(step) {
  const now = Number(sheet.querySelector("[data-zoom]").dataset.zoom);
  const at = step ? ZOOMS.indexOf(now) + step : ZOOMS.indexOf(100);
  if (ZOOMS[at]) zoomTo(ZOOMS[at]);
}

function zoomed(event) {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  event.preventDefault();
  zoomBy(Number(button.dataset.step));
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const steps = { "+": 1, "=": 1, "-": -1, 0: 0 };
  if (event.key in steps) {
    event.preventDefault();
    zoomBy(steps[event.key]);
  } else if (event.key === "Escape") close();
}

if (sheet) {
  show(new URLSearchParams(location.search).get("focus"));
  sheet.addEventListener("click", lookAt);
  sheet.addEventListener("click", zoomed);
  document.addEventListener("keydown", pressed);
  about.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    close();
  });
}
