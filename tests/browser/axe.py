"""What axe-core says of a page, without asking it the same twice.

Whether a text can be read off its ground depends on a few computed styles only: its colour, size
and weight, and what lies under it. Most of axe's time goes into that one rule, so each such look
is judged once: where axe passed one text, others that look the same are not shown to it again,
on this page or another. Where it passed none (it found fault, or could not say), it judges all.

The first of each look are judged in the same run as all other rules: most of a run's time goes into
what every rule needs, which is where everything on the page lies.
"""

from playwright.sync_api import Page

from tests.browser.serving import AXE

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
async ([source, options, contrast, known]) => {
  // A file of the same host is read once for all pages of a process; what is handed over is not.
  if (!window.axe) {
    const script = document.createElement("script");
    await new Promise((come, fail) => {
      Object.assign(script, { src: source, onload: come, onerror: fail });
      document.head.append(script);
    });
    script.remove();
  }
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})));
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
  // axe cannot say what lies under a text in a drawing, which has another colour than its style.
  const written = (one) => !one.ownerSVGElement &&
    (/^(input|select|textarea)$/.test(one.localName) ||
    [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim()));
  // A text of one pixel is for ears only, and nobody can scroll to the left of a page.
  const seen = (one) => {
    const { width, height, right } = one.getBoundingClientRect();
    return width > 1 && height > 1 && right + scrollX > 0 &&
      one.checkVisibility({ visibilityProperty: true });
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

  // axe's own rule and check, of those texts alone that are to be read.
  const passed = new Set();
  let wanted = new Set();
  const rule = axe._audit.rules.find((one) => one.id === contrast);
  const check = axe._audit.checks[contrast];
  const [matches, evaluate] = rule.asItWas ??= [rule.matches, check.evaluate];
  rule.matches = (node, ...more) => wanted.has(node) && matches.call(rule, node, ...more);
  check.evaluate = function (node, ...more) {
    const said = evaluate.call(this, node, ...more);
    if (said === true) passed.add(node);
    return said;
  };
  const found = [];
  const hold = async (where, rules) => {
    const said = await axe.run(where, { preload: false, resultTypes: ["violations"], ...rules });
    for (const { id, nodes } of said.violations) {
      for (const node of nodes) {
        const why = [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ");
        found.push([id, `${node.target[0]}: ${node.html.slice(0, 160)} – ${why}`]);
      }
    }
  };
  const reading = { runOnly: { type: "rule", values: [contrast] } };
  const first = [...looks.values()].map((alike) => alike[0]);
  wanted = new Set([...alone, ...first]);
  const { runOnly, rules } = options;
  if (!wanted.size) await hold(document, options);
  else if (rules) await hold(document, { rules: { ...rules, [contrast]: { enabled: true } } });
  else await hold(document, { runOnly: { ...runOnly, values: [...runOnly.values, contrast] } });
  const sound = [...looks].filter(([, alike]) => passed.has(alike[0])).map(([look]) => look);
  for (const look of sound) looks.delete(look);
  wanted = new Set([...looks.values()].flatMap((alike) => alike.slice(1)));
  if (wanted.size) await hold({ include: [...wanted] }, reading);
  return { found, sound };
}
"""
_known: set[str] = set()


def violations(page: Page, rules: dict[str, object], excused: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds by those rules and in the colours, one line for each thing found."""
    said = page.evaluate(JUDGE, [AXE, rules, CONTRAST, sorted(_known)])
    _known.update(said["sound"])
    return [f"{rule}: {node}" for rule, node in said["found"] if rule not in excused]
