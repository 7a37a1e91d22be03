// Looks a story over while it is written, and finds in it what is pointed out beside it.

const PAUSE = 900;
let timer = 0;
let asking = null;

async function look(form) {
  asking?.abort();
  asking = new AbortController();
  const said = {
    body: form.elements.namedItem("body").value,
    csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value,
  };
  try {
    const answer = await fetch(form.dataset.look, {
      method: "POST",
      body: new URLSearchParams(said),
      redirect: "manual",
      signal: asking.signal,
    });
    if (answer.ok) show(await answer.text());
  } catch {
    // No connection, or a later look has begun: what stands there stays.
  }
}

// The words for screen readers stay in their place, so that only a change of them is said.
function show(html) {
  const notes = document.getElementById("telling-notes");
  const fresh = document.createRange().createContextualFragment(html);
  const open = notes.querySelector("details")?.open;
  const said = notes.querySelector("[data-in-short]");
  const says = fresh.querySelector("[data-in-short]");
  if (said.textContent !== says.textContent) said.textContent = says.textContent;
  says.remove();
  if (open) fresh.querySelector("details")?.setAttribute("open", "");
  notes.replaceChildren(said, ...fresh.childNodes);
}

function typed(event) {
  const form = event.target.closest?.("form[data-story]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE, form);
}

// Each press finds the next place.
function find(event) {
  const button = event.target.closest?.("[data-find]");
  const text = document.querySelector("form[data-story] textarea");
  if (!button || !text) return;
  const words = button.dataset.find.trim().split(/\s+/).map(literally).join("\\W+");
  const places = [...text.value.matchAll(new RegExp(words, "giu"))];
  const place = places.find((one) => one.index >= text.selectionEnd) ?? places[0];
  if (!place) return;
  text.focus();
  text.setSelectionRange(place.index, place.index + place[0].length);
}

const literally = (word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

document.addEventListener("input", typed);
document.addEventListener("click", find);
