// Draws each chart anew where it stands, so that its values can be pointed at and read out.
// Without it, or should it fail, the drawing that came with the page stays. The library, 300 kB of
// it, is fetched when the first chart comes into sight.

const OPTIONS = {
  mode: "vega-lite",
  renderer: "svg",
  ast: true, // expressions are read, not run: the page's rules allow no code out of text
  actions: false,
  defaultStyle: false,
  tooltip: false,
  logLevel: 1, // errors only: a reading that nobody chose yet is no matter
};
const STEPS = {
  ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1,
  PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity,
};

async function draw(figure) {
  const spec = JSON.parse(figure.dataset.chart);
  const plot = figure.querySelector(".plot");
  const still = figure.querySelector("svg[role='img']");
  await import(document.querySelector("script[data-vega]").dataset.vega);
  try {
    plot.hidden = false;
    still.toggleAttribute("data-beneath", true);
    const { view } = await window.vegaEmbed(plot.firstElementChild, spec, OPTIONS);
    letRead(figure, plot, view, spec.datasets.readings);
    still.remove();
  } catch (error) {
    plot.hidden = true;
    still.removeAttribute("data-beneath");
    throw error;
  }
}

function letRead(figure, plot, view, readings) {
  const said = figure.querySelector(".reading");
  let at = -1;

  function read(next) {
    at = Math.max(0, Math.min(next, readings.length - 1));
    plot.setAttribute("aria-valuenow", at + 1);
    plot.setAttribute("aria-valuetext", readings[at].t);
    said.textContent = readings[at].t;
    view.signal("picked", at).runAsync();
  }

  function point(event) {
    const svg = plot.querySelector("svg").getBoundingClientRect();
    const day = view.scale("x").invert(event.clientX - svg.left - view.origin()[0]);
    const away = readings.map((one) => Math.abs(Date.parse(one.d) - day));
    read(away.indexOf(Math.min(...away)));
  }

  said.hidden = false;
  plot.setAttribute("aria-valuemax", readings.length);
  plot.setAttribute("aria-valuetext", `${readings.length} values, none read yet`);
  plot.addEventListener("pointermove", point);
  plot.addEventListener("click", point);
  plot.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The first key reads the newest value, which is what most people come for.
    read(at < 0 && Number.isFinite(step) ? readings.length - 1 : at + step);
  });
}

// What is folded away or far below is not in sight, and has perhaps no width yet.
const sight = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "200px" },
);

function drawAll(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]:not([data-drawn])")) {
    figure.toggleAttribute("data-drawn", true);
    sight.observe(figure);
  }
}

drawAll(document);
document.body.addEventListener("htmx:load", (event) => drawAll(event.target.parentElement ?? document));
