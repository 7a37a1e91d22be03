// Offers to speak of the words that somebody chose in a story: the form of the talk opens with them
// as its passage. Without this, a passage is copied there by hand.

const LONGEST = 1500;

function chosenIn(story) {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return "";
  if (!story.contains(chosen.anchorNode) || !story.contains(chosen.focusNode)) return "";
  return chosen.toString().replace(/\s+/g, " ").trim().slice(0, LONGEST);
}

// The link stays while it is on the way to being pressed, although that ends the choice.
function offer() {
  const link = document.querySelector("[data-quote]");
  const story = document.querySelector("#story .story");
  if (!link || !story || document.activeElement === link) return;
  const words = chosenIn(story);
  if (words) {
    const there = new URL(link.getAttribute("href"), location);
    there.searchParams.set("quote", words);
    link.href = there.pathname + there.search;
  }
  link.hidden = !words;
}

document.addEventListener("selectionchange", offer);
