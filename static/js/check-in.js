// Makes a check-in quick from the keyboard: Enter to the next KPI, one key for how confident one is,
// and a column or block of a spreadsheet pasted into the list. Without it, the form is a form.

const form = document.querySelector("[data-check-in]");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const CONFIDENCE = { y: "yes", u: "unsure", x: "no" };

const cell = (row, name) => row?.querySelector(`[data-cell=${name}]`);
const rowOf = (element) => rows.indexOf(element.closest("[data-row]"));
const say = (words) => { document.getElementById("said").textContent = words; };

function goTo(place) {
  const next = cell(rows[place], "value") ?? form.querySelector("[data-save]");
  next.focus();
  next.select?.();
}

function change(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function byKey(event) {
  const field = event.target;
  const place = rowOf(field);
  if (place < 0 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const moves = { Enter: place + 1, ArrowDown: place + 1, ArrowUp: place - 1 };
  const isValue = field.dataset.cell === "value";
  const chosen = isValue && CONFIDENCE[event.key.toLowerCase()];
  if (event.key === "Enter" || (isValue && rows[moves[event.key]])) {
    if (!field.dataset.cell) return;
    event.preventDefault();
    goTo(moves[event.key]);
  } else if (isValue && event.key.toLowerCase() === "n") {
    event.preventDefault();
    cell(rows[place], "note").focus();
  } else if (chosen) {
    event.preventDefault();
    const answer = cell(rows[place], "confidence");
    change(answer, chosen);
    say(`${answer.getAttribute("aria-label")} ${answer.selectedOptions[0].text}`);
  }
}

const plain = (text) => text.trim().toLowerCase().replace(/\s+/g, " ");

// Names that two KPIs share tell neither of them.
function named() {
  const known = new Map();
  for (const row of rows) {
    for (const name of new Set(row.dataset.names.split("\t").map(plain))) {
      known.set(name, known.has(name) ? null : row);
    }
  }
  return known;
}

function cellsOf(text) {
  const lines = text.replace(/\s+$/, "").split(/\r\n|\r|\n/);
  return lines.map((line) => line.split("\t").map((one) => one.trim()));
}

function paste(event) {
  const place = rowOf(event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (place < 0 || event.target.dataset.cell !== "value" || !/[\t\n\r]/.test(text.trim())) return;
  event.preventDefault();
  const lines = cellsOf(text);
  const known = named();
  const byName = lines.some(([name]) => known.get(plain(name)));
  const unread = [];
  let filled = 0;
  lines.forEach(([first, ...rest], index) => {
    const row = byName ? known.get(plain(first)) : rows[place + index];
    const [value, note, ...more] = byName ? rest : [first, ...rest];
    if (!row || more.some(Boolean)) {
      if (value || rest.some(Boolean)) unread.push(first);
      return;
    }
    if (!value) return;
    change(cell(row, "value"), value);
    if (note) change(cell(row, "note"), note);
    filled += 1;
  });
  const left = unread.length ? ` Not read: ${unread.join(", ")}.` : "";
  say(`${filled} pasted. Nothing is saved yet.${left}`);
  tell(left ? `${filled} pasted.${left}` : "");
}

// What was pasted and not read stands above the list, for everybody to see.
function tell(words) {
  form.querySelector(".pasted")?.remove();
  if (!words) return;
  const banner = document.createElement("p");
  banner.className = "banner is-risk pasted";
  banner.textContent = words;
  form.querySelector(".card").before(banner);
}

function saveFromAnywhere(event) {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  event.preventDefault();
  form.requestSubmit();
}

// Whoever comes with a keyboard to give what is due can type at once.
function begin() {
  const keyboard = window.matchMedia("(pointer: fine)").matches;
  if (keyboard && form.dataset.checkIn === "due" && !document.querySelector("[data-first]")) {
    goTo(0);
  }
}

if (form) {
  begin();
  form.addEventListener("keydown", byKey);
  form.addEventListener("paste", paste);
  document.addEventListener("keydown", saveFromAnywhere);
}
