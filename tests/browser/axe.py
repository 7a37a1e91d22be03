"""What axe-core says of a page, without asking it the same twice.

Whether a text can be read off its ground depends on a few computed styles only: its colour, size
and weight, and what lies under it. Most of axe's time goes into that one rule, so each such look
is judged once: where axe passed one text, others that look the same are not shown to it again,
on this page or another. Where it passed none (it found fault, or could not say), it judges all.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.looking import settled

CONTRAST = "color-contrast"
# Everything axe knows, and the size of targets, which it leaves out unless asked. (We play no
# sound, and for the rule about sounds it would fetch every file of the page once more.)
OTHERWISE = {"no-autoplay-audio": {"enabled": False}, CONTRAST: {"enabled": False}}
EVERY_RULE = {"rules": OTHERWISE | {"target-size": {"enabled": True}}}
# The size of targets takes a third of the time of all rules; it is for thumbs, so a phone shows it.
WIDE_RULES = {"rules": OTHERWISE}
# What may be another matter in another width or another scheme: colours, sizes, and what is hidden.
SEEN_RULES = {
    "runOnly": {
        "type": "rule",
        "values": [
            *("target-size", "link-in-text-block", "scrollable-region-focusable"),
            *("link-name", "button-name", "label", "select-name", "summary-name", "svg-img-alt"),
            *("aria-hidden-focus", "empty-heading", "page-has-heading-one", "heading-order"),
        ],
    },
}
JUDGE = """
async ([options, contrast, known]) => {
  const PLACED = new Set(["absolute", "fixed", "sticky"]);
  const grounds = new Map();
  // What lies under an element, down to what nothing shows through; whether it may lie elsewhere.
  const groundOf = (one) => {
    if (!one) return { layers: "", veils: "", placed: false };
    if (!grounds.has(one)) {
      const style = getComputedStyle(one);
      const under = groundOf(one.parentElement);
      const colour = style.backgroundColor;
      const none = colour === "rgba(0, 0, 0, 0)" && style.backgroundImage === "none";
      const whole = !/^rgba|\\//.test(colour) && style.backgroundImage === "none";
      const clear = style.opacity === "1" && style.filter === "none" &&
        style.mixBlendMode === "normal" && style.transform === "none";
      const own = `${colour} ${style.backgroundImage}`;
      grounds.set(one, {
        layers: whole ? own : none ? under.layers : `${under.layers}/${own}`,
        veils: clear ? under.veils : `${under.veils}/${style.opacity} ${style.filter} ` +
          `${style.mixBlendMode} ${style.transform}`,
        placed: !whole && (under.placed || PLACED.has(style.position)),
      });
    }
    return grounds.get(one);
  };
  const looks = new Map();
  const alone = [];
  const written = (one) =>
    /^(input|select|textarea)$/.test(one.localName) ||
    [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
  // A text of one pixel is for ears only.
  const seen = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true });
  };
  for (const one of document.body.querySelectorAll("*")) {
    if (!written(one) || !seen(one)) continue;
    const { layers, veils, placed } = groundOf(one);
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one);
    const look = [layers, veils, color, fontSize, fontWeight, textShadow].join("|");
    if (!looks.has(look)) looks.set(look, []);
    (placed ? alone : looks.get(look)).push(one);
  }
  for (const [look, alike] of looks) if (!alike.length || known.includes(look)) looks.delete(look);

  const found = [];
  const passed = new Set();
  const hold = async (where, rules) => {
    const said = await axe.run(where, { preload: false, elementRef: true, ...rules });
    for (const rule of said.violations) {
      for (const node of rule.nodes) {
        const why = [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ");
        found.push([rule.id, `${node.target[0]}: ${node.html.slice(0, 160)} – ${why}`]);
      }
    }
    for (const rule of said.passes) for (const node of rule.nodes) passed.add(node.element);
  };
  const read = async (texts) => {
    const rules = { runOnly: { type: "rule", values: [contrast] } };
    const wanted = { resultTypes: ["violations", "passes"] };
    if (texts.length) await hold({ include: texts }, { ...rules, ...wanted });
  };
  await read([...looks.values()].map((alike) => alike[0]));
  const sound = [...looks].filter(([, alike]) => passed.has(alike[0])).map(([look]) => look);
  for (const look of sound) looks.delete(look);
  await read([...alone, ...[...looks.values()].flatMap((alike) => alike.slice(1))]);
  await hold(document, { ...options, resultTypes: ["violations"] });
  return { found, sound };
}
"""
_known: set[str] = set()


def violations(page: Page, rules: dict[str, object], excused: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds by those rules and in the colours, one line for each thing found."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    settled(page)
    said = page.evaluate(JUDGE, [rules, CONTRAST, sorted(_known)])
    _known.update(said["sound"])
    return [f"{rule}: {node}" for rule, node in said["found"] if rule not in excused]
