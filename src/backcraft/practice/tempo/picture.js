// The picture of an attempt: each movement's rate over time, with the range, the areas and the pauses. Shapes and
// hatching say what colour says, so it reads in grey; the same stands in a table.
import { el, svg, uid } from "../../widgets/js/dom.js";
import { band, bouts, ticks } from "./meter.js";

const LEFT = 44;
const RIGHT = 20;
const TOP = 14;
const PLOT = 220;
const STRIP = 30;

// A number with at most one decimal.
export const one = (value) => String(Number(value.toFixed(1)));

// A time or a count as the exercise says it: 7.5 s, 2:30 min, or a number of repetitions.
export function said(value, { form }, words) {
  if (form === "count") return one(value);
  if (form !== "stage") return words("tempo.seconds", { seconds: one(value) });
  const seconds = Math.round(value);
  return words("tempo.minutes", { minutes: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
}

// Every counted movement as {time, rate, band} and in which bout.
export function movements(answer, protocol) {
  const { taps } = answer;
  return bouts(answer, protocol).map(({ area, first, end }) => ({
    area, from: taps[first] / 1000, to: taps[end - 1] / 1000,
    points: taps.slice(first + 1, end).map((ms, i) => {
      const interval = ticks(ms) - ticks(taps[first + i]);
      return { time: ms / 1000, rate: 600000 / interval, band: band(interval, protocol) };
    }),
  }));
}

// A step of 1, 2 or 5 times a power of ten that gives at most `most` marks.
function step(span, most) {
  const least = Math.max(span / most, 1e-9);
  const ten = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= least);
}

export function marks(from, to, most) {
  const by = step(to - from, most);
  const found = [];
  for (let at = Math.ceil(from / by) * by; at <= to + 1e-9; at += by) found.push(Number(at.toFixed(6)));
  return found;
}

// Draws in the pixels of the drawing's place, so that its type is as large as the text's at any width.
export function fitted(frame, draw) {
  const paint = (width) => frame.replaceChildren(draw(width));
  const watch = new ResizeObserver(([entry]) => paint(Math.max(260, Math.min(820, Math.floor(entry.contentRect.width)))));
  watch.observe(frame);
}

function point({ x, y, band: where }) {
  const d = where === "above" ? `M${x} ${y - 5}l5 9h-10z` : where === "below" ? `M${x} ${y + 5}l5 -9h-10z` : null;
  return d ? svg("path", { class: "bc-tempo-out", d }) : svg("circle", { class: "bc-tempo-in", cx: x, cy: y, r: 3 });
}

function draw({ runs, pauses, protocol, silent, words, name, width, end }) {
  const id = uid("hatch");
  const bottom = TOP + PLOT;
  const rates = runs.flatMap((run) => run.points.map((p) => p.rate));
  const asked = protocol.low === null ? rates : [...rates, protocol.low, protocol.high];
  // One wild interval must not press all others flat: the axis ends at 200, and what lies beyond stands at its edge.
  const low = Math.max(0, Math.floor((Math.min(...asked, 80) - 10) / 10) * 10);
  const high = Math.min(200, Math.ceil((Math.max(...asked, 80) + 10) / 10) * 10);
  const x = (s) => LEFT + (s / end) * (width - LEFT - RIGHT);
  const y = (rate) => bottom - ((Math.min(high, rate) - low) / (high - low)) * PLOT;
  const drawing = svg("svg", { class: "bc-tempo-plot", viewBox: `0 0 ${width} ${bottom + STRIP + 40}`, width, height: bottom + STRIP + 40, "aria-hidden": "true", focusable: "false" },
    svg("defs", null, svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 2, height: 6, class: "bc-tempo-hatch" }))));
  const put = (tag, attributes, ...children) => drawing.append(svg(tag, attributes, ...children));
  if (protocol.low !== null) {
    put("rect", { class: "bc-tempo-band", x: LEFT, y: y(protocol.high), width: width - LEFT - RIGHT, height: y(protocol.low) - y(protocol.high) });
    for (const rate of [protocol.low, protocol.high]) put("line", { class: "bc-tempo-bound", x1: LEFT, x2: width - RIGHT, y1: y(rate), y2: y(rate) });
  }
  for (const rate of marks(low, high, 8)) put("text", { x: LEFT - 8, y: y(rate) + 4, "text-anchor": "end" }, rate);
  for (const at of marks(0, end, Math.max(3, width / 90))) {
    put("line", { class: "bc-tempo-tick", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4 });
    put("text", { x: x(at), y: bottom + STRIP + 24, "text-anchor": "middle" }, at);
  }
  put("text", { x: width - RIGHT, y: bottom + STRIP + 38, "text-anchor": "end" }, words("tempo.axis.time"));
  for (const pause of pauses) {
    const wide = x(pause.end) - x(pause.start);
    put("rect", { fill: `url(#${id})`, x: x(pause.start), y: TOP, width: wide, height: PLOT });
    if (wide > 52) put("text", { class: "bc-tempo-label", x: x(pause.start) + wide / 2, y: TOP + 14, "text-anchor": "middle" }, words("tempo.pause"));
  }
  if (silent !== null && silent < end) {
    put("line", { class: "bc-tempo-silent", x1: x(silent), x2: x(silent), y1: TOP, y2: bottom });
    const late = x(silent) > width - 140;
    put("text", { class: "bc-tempo-label", x: x(silent) + (late ? -6 : 6), y: bottom - 8, "text-anchor": late ? "end" : "start" }, words("tempo.silent"));
  }
  runs.forEach((run, i) => {
    const points = run.points.map((p) => ({ ...p, x: x(p.time), y: y(p.rate) }));
    put("polyline", { class: "bc-tempo-line", points: points.map((p) => `${p.x},${p.y}`).join(" ") });
    drawing.append(...points.map(point));
    const wide = Math.max(2, x(run.to) - x(run.from));
    const top = bottom + 6;
    put("rect", { class: "bc-tempo-area", x: x(run.from), y: top, width: wide, height: STRIP - 8 });
    const over = protocol.limit === null ? 0 : run.to - run.from - protocol.limit;
    if (over > 0) put("rect", { fill: `url(#${id})`, x: x(run.from + protocol.limit), y: top, width: x(run.to) - x(run.from + protocol.limit), height: STRIP - 8 });
    if (wide > 18) put("text", { class: "bc-tempo-label", x: x(run.from) + 5, y: top + 15 }, i + 1);
  });
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: LEFT, y1: TOP, y2: bottom });
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom });
  return drawing;
}

function table({ result, protocol, words, name }) {
  const heads = ["bout", "area", "from", "length", "movements", "rate"].map((key) => el("th", { scope: "col" }, words(`tempo.column.${key}`)));
  const rows = result.bouts.map((bout, i) => el("tr", null,
    el("th", { scope: "row" }, i + 1), el("td", null, name(bout.area)), el("td", null, words("tempo.seconds", { seconds: one(bout.start) })),
    el("td", null, words("tempo.seconds", { seconds: one(bout.end - bout.start) }), bout.over ? ` ${words("tempo.too_long", { limit: protocol.limit })}` : null),
    el("td", null, bout.movements), el("td", null, bout.rate === null ? "–" : one(bout.rate))));
  return el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": words("tempo.picture.table") },
    el("table", null, el("caption", null, words("tempo.picture.table")), el("thead", null, el("tr", null, heads)), el("tbody", null, rows)));
}

function key(shape, text) {
  return el("li", null, svg("svg", { viewBox: "0 0 14 14", class: "bc-tempo-plot", width: 14, height: 14, "aria-hidden": "true" }, shape), text);
}

export function createPicture({ answer, result, protocol, regions, words }) {
  const name = (id) => regions.get(id)?.name ?? id;
  const runs = movements(answer, protocol);
  const silent = answer.metronome?.silent ?? null;
  const end = Math.max(result.seconds, 1);
  const alt = words("tempo.picture.alt", { n: result.counted, seconds: one(result.seconds), rate: result.rate === null ? "–" : one(result.rate),
    inside: result.inside, below: result.below, above: result.above, bouts: result.bouts.length, pauses: result.pauses.length });
  const frame = el("div", { class: "bc-tempo-frame", role: "img", "aria-label": alt });
  fitted(frame, (width) => draw({ runs, pauses: result.pauses, protocol, silent: silent === null ? null : silent / 1000, words, name, width, end }));
  const keys = protocol.low === null ? [] : [
    key(svg("circle", { class: "bc-tempo-in", cx: 7, cy: 7, r: 3 }), words("tempo.band.in")),
    key(point({ x: 7, y: 7, band: "above" }), words("tempo.band.above")),
    key(point({ x: 7, y: 7, band: "below" }), words("tempo.band.below"))];
  return el("figure", { class: "bc-tempo-picture" },
    el("figcaption", null, words("tempo.picture.caption")),
    frame,
    el("ul", { class: "bc-tempo-keys" }, keys, el("li", null, words("tempo.picture.hatched", { limit: protocol.limit ?? "" }))),
    el("details", null, el("summary", null, words("tempo.picture.as_table")), table({ result, protocol, words, name })));
}
