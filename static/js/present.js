// Moves through the matters of a review by keys: arrows or n and p, Escape to leave. The same links
// stand on the page; without this they are clicked.

const KEYS = {
  ArrowRight: "next",
  n: "next",
  ArrowLeft: "previous",
  p: "previous",
  Escape: "leave",
};

function isTyping(event) {
  return event.target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const way = KEYS[event.key];
  if (!way || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event)) {
    if (way === "leave") event.target.blur();
    return;
  }
  const link = document.querySelector(`[data-present="${way}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
