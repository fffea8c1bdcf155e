// The session over time: a bar a step, as high as its stroke is deep, over minutes. Drawn in the pixels of its place.
import { el, svg, uid } from "../../widgets/js/dom.js";
import { plainly, spans, ticks, totalOf } from "./outline.js";

const TOP = 22;
const LEVEL = 34;
const LEFT = 58;
const RIGHT = 14;
const NARROW = 14;

export function describe(steps, { strokes, words }) {
  const times = spans(steps.map((step) => step.minutes));
  const said = steps.map((step, i) => words("plan.timeline.step", { start: plainly(times[i][0]), end: plainly(times[i][1]),
    stroke: strokes[step.stroke].name, depth: words(`plan.depth.${strokes[step.stroke].depth}`).toLowerCase() }));
  return words(steps.length === 1 ? "plan.timeline.alt.one" : "plan.timeline.alt", { n: steps.length, minutes: plainly(totalOf(steps)), steps: `${said.join("; ")}.` });
}

function draw(steps, width, { strokes, words, marked }) {
  const bottom = TOP + 3 * LEVEL;
  const total = totalOf(steps);
  const x = (minute) => LEFT + (minute / total) * (width - LEFT - RIGHT);
  const stripes = uid("stripes");
  const drawing = svg("svg", { class: "bc-plan-plot", viewBox: `0 0 ${width} ${bottom + 46}`, width, height: bottom + 46, "aria-hidden": "true", focusable: "false" });
  const put = (tag, attributes, ...children) => drawing.append(svg(tag, attributes, ...children));
  put("defs", null, svg("pattern", { id: stripes, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "bc-plan-paper", width: 6, height: 6 }), svg("rect", { class: "bc-plan-stripe", width: 2.5, height: 6 })));
  for (const depth of [1, 2, 3]) {
    const y = bottom - depth * LEVEL;
    put("line", { class: "bc-plan-level", x1: LEFT, x2: width - RIGHT, y1: y, y2: y });
    put("text", { x: LEFT - 8, y: y + LEVEL / 2 + 4, "text-anchor": "end" }, words(`plan.depth.${depth}`));
  }
  spans(steps.map((step) => step.minutes)).forEach(([start, end], i) => {
    const { depth, percussive } = strokes[steps[i].stroke];
    const wide = x(end) - x(start);
    const top = bottom - depth * LEVEL;
    put("rect", { class: "bc-plan-bar", data: { depth }, x: x(start) + 0.75, y: top, width: Math.max(1.5, wide - 1.5), height: bottom - top,
      ...(percussive ? { style: `fill: url(#${stripes})` } : {}) });
    if (wide >= NARROW) {
      put("text", { class: "bc-plan-number", x: (x(start) + x(end)) / 2, y: top - 5, "text-anchor": "middle" }, marked.has(i) ? `${i + 1}!` : i + 1);
    } else if (marked.has(i)) {
      put("text", { class: "bc-plan-number", x: (x(start) + x(end)) / 2, y: top - 5, "text-anchor": "middle" }, "!");
    }
  });
  put("line", { class: "bc-plan-axis", x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom });
  for (const at of ticks(total, Math.max(3, (width - LEFT - RIGHT) / 52))) {
    put("line", { class: "bc-plan-axis", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 5 });
    put("text", { x: x(at), y: bottom + 19, "text-anchor": "middle" }, plainly(at));
  }
  put("text", { x: width - RIGHT, y: bottom + 38, "text-anchor": "end" }, words("plan.timeline.axis"));
  return drawing;
}

// vocabulary: {strokes}; update(steps, marked) draws anew; marked: the steps that a finding is about. fixed: a width for
// paper, where nothing tells how wide the place will be.
export function createTimeline({ vocabulary: { strokes }, words, fixed = 0 }) {
  let now = { steps: [], marked: new Set() };
  let width = fixed;
  const frame = el("div", { class: "bc-plan-frame", role: "img" });
  const stripe = el("span", { class: "bc-how" }, words("plan.timeline.percussive"));
  const node = el("figure", { class: "bc-plan-timeline" }, el("figcaption", null, words("plan.timeline"), " ", stripe), frame);

  function paint() {
    const { steps, marked } = now;
    node.hidden = steps.length === 0;
    stripe.hidden = !steps.some((step) => strokes[step.stroke].percussive);
    if (!steps.length || !width) return;
    frame.setAttribute("aria-label", describe(steps, { strokes, words }));
    frame.replaceChildren(draw(steps, width, { strokes, words, marked }));
  }

  const watcher = new ResizeObserver(([entry]) => {
    const found = Math.max(240, Math.min(860, Math.floor(entry.contentRect.width)));
    if (!entry.contentRect.width || found === width) return;
    width = found;
    paint();
  });
  if (!fixed) watcher.observe(frame);
  paint();
  return {
    node,
    update(steps, marked = new Set()) {
      now = { steps, marked };
      paint();
    },
  };
}
