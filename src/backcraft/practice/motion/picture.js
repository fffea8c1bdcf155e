// The picture of a measurement: the rate over time with its range and spells, and the signal with each cycle's start.
import { el, svg } from "../../widgets/js/dom.js";

const LEFT = 44;
const RIGHT = 16;
const TOP = 14;
const PLOT = 190;
const SIGNAL = 96;
const one = (value) => String(Number(value.toFixed(1)));

function marks(from, to, most) {
  const least = Math.max((to - from) / most, 1e-9);
  const ten = 10 ** Math.floor(Math.log10(least));
  const by = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= least);
  const found = [];
  for (let at = Math.ceil(from / by) * by; at <= to + 1e-9; at += by) found.push(Number(at.toFixed(6)));
  return found;
}

function canvas(width, height) {
  return svg("svg", { class: "bc-tempo-plot", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", focusable: "false" });
}

function timeAxis(drawing, { x, y, end, width, words }) {
  for (const at of marks(0, end, Math.max(3, width / 90))) {
    drawing.append(svg("line", { class: "bc-tempo-tick", x1: x(at), x2: x(at), y1: y, y2: y + 4 }), svg("text", { x: x(at), y: y + 18, "text-anchor": "middle" }, at));
  }
  drawing.append(svg("text", { x: width - RIGHT, y: y + 34, "text-anchor": "end" }, words("motion.axis.time")));
}

function signalLine(drawing, trace, { x, top, height }) {
  const most = Math.max(...trace.values.map(Math.abs), 1e-6);
  const y = (v) => top + height / 2 - (v / most) * (height / 2);
  drawing.append(svg("polyline", { class: "bc-tempo-line", points: trace.times.map((t, i) => `${x(t).toFixed(1)},${y(trace.values[i]).toFixed(1)}`).join(" ") }));
  for (const at of trace.starts) drawing.append(svg("line", { class: "bc-motion-cycle", x1: x(at), x2: x(at), y1: top + height + 3, y2: top + height + 11 }));
}

function draw({ measured, each, trace, props, words, width }) {
  const bottom = TOP + PLOT;
  const strip = trace ? SIGNAL + 20 : 26;
  const drawing = canvas(width, bottom + strip + 44);
  const rates = measured.track.map(([, cycles]) => each * cycles);
  const all = [...rates, each * measured.cycles, props.low, props.high];
  const low = Math.max(0, Math.floor((Math.min(...all) - 8) / 10) * 10);
  const high = Math.ceil((Math.max(...all) + 8) / 10) * 10;
  const end = Math.max(measured.seconds, 1);
  const x = (s) => LEFT + (s / end) * (width - LEFT - RIGHT);
  const y = (rate) => bottom - ((rate - low) / (high - low)) * PLOT;
  const put = (tag, attributes, ...children) => drawing.append(svg(tag, attributes, ...children));
  put("rect", { class: "bc-tempo-band", x: LEFT, y: y(props.high), width: width - LEFT - RIGHT, height: y(props.low) - y(props.high) });
  for (const rate of [props.low, props.high]) put("line", { class: "bc-tempo-bound", x1: LEFT, x2: width - RIGHT, y1: y(rate), y2: y(rate) });
  for (const rate of marks(low, high, 8)) put("text", { x: LEFT - 8, y: y(rate) + 4, "text-anchor": "end" }, rate);
  for (const bout of measured.bouts) {
    const inside = measured.track.filter(([at]) => at >= bout.start && at <= bout.end);
    const points = inside.length > 1 ? inside : bout.cycles === null ? [] : [[bout.start, bout.cycles], [bout.end, bout.cycles]];
    put("polyline", { class: "bc-motion-rate", points: points.map(([at, cycles]) => `${x(at).toFixed(1)},${y(each * cycles).toFixed(1)}`).join(" ") });
    if (!trace) put("rect", { class: "bc-tempo-area", x: x(bout.start), y: bottom + 8, width: Math.max(2, x(bout.end) - x(bout.start)), height: 12 });
  }
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: LEFT, y1: TOP, y2: bottom });
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom });
  if (trace) signalLine(drawing, trace, { x, top: bottom + 6, height: SIGNAL });
  timeAxis(drawing, { x, y: bottom + strip, end, width, words });
  return drawing;
}

// A frame that is drawn in the pixels of its place, so that its type is as large as the text's at any width.
function framed(alt, paint) {
  const frame = el("div", { class: "bc-tempo-frame", role: "img", "aria-label": alt });
  new ResizeObserver(([entry]) => frame.replaceChildren(paint(Math.max(260, Math.min(820, Math.floor(entry.contentRect.width)))))).observe(frame);
  return frame;
}

function table({ measured, each, words }) {
  const heads = ["bout", "from", "lasts", "cycles", "rate"].map((key) => el("th", { scope: "col" }, words(`motion.column.${key}`)));
  const rows = measured.bouts.map((bout, i) => el("tr", null, el("th", { scope: "row" }, i + 1),
    el("td", null, words("motion.seconds", { seconds: one(bout.start) })), el("td", null, words("motion.seconds", { seconds: one(bout.end - bout.start) })),
    el("td", null, bout.cycles === null ? "–" : one(bout.cycles)), el("td", null, bout.cycles === null ? "–" : one(each * bout.cycles))));
  return el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": words("motion.picture.table") },
    el("table", null, el("caption", null, words("motion.picture.table")), el("thead", null, el("tr", null, heads)), el("tbody", null, rows)));
}

export function createPicture({ measured, each, trace, props, words }) {
  const rates = measured.track.length ? measured.track.map(([, cycles]) => each * cycles) : [each * measured.cycles];
  const alt = words("motion.picture.alt", { seconds: Math.round(measured.seconds), rate: one(each * measured.cycles), bouts: measured.bouts.length,
    low: one(Math.min(...rates)), high: one(Math.max(...rates)) });
  return el("figure", { class: "bc-tempo-picture" },
    el("figcaption", null, words(trace ? "motion.picture.caption" : "motion.picture.caption_kept")),
    framed(alt, (width) => draw({ measured, each, trace, props, words, width })),
    el("details", null, el("summary", null, words("motion.table")), table({ measured, each, words })));
}

// The signal alone, where no rate was found in it.
export function createSignal({ measured, trace, words }) {
  const end = Math.max(measured.seconds, 1);
  return el("figure", { class: "bc-tempo-picture" }, framed(words("motion.picture.signal_alt", { seconds: Math.round(end) }), (width) => {
    const drawing = canvas(width, TOP + SIGNAL + 44);
    const x = (s) => LEFT + (s / end) * (width - LEFT - RIGHT);
    signalLine(drawing, trace, { x, top: TOP, height: SIGNAL });
    timeAxis(drawing, { x, y: TOP + SIGNAL + 4, end, width, words });
    return drawing;
  }));
}
