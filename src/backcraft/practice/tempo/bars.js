// The picture of an attempt at a time or at repetitions: a bar for each area or stage, with the range behind. What lies
// outside the range is hatched; the same stands in a table.
import { el, svg, uid } from "../../widgets/js/dom.js";
import { fitted, marks, said } from "./picture.js";

const LEFT = 2;
const RIGHT = 16;
const ROW = 40;
const BAR = 16;

// Values as they are drawn: a stage in minutes.
const scaled = (value, { form }) => (form === "stage" ? value / 60 : value);

function range({ kind, fewest, most, shortest, limit }) {
  return kind === "count" ? [fewest, most] : [shortest ?? 0, limit];
}

function draw({ spans, protocol, words, name, width }) {
  const id = uid("hatch");
  const [low, high] = range(protocol).map((value) => scaled(value, protocol));
  const end = Math.max(high, ...spans.map(({ value }) => scaled(value, protocol))) * 1.06;
  const bottom = spans.length * ROW + 6;
  const x = (value) => LEFT + (value / end) * (width - LEFT - RIGHT);
  const drawing = svg("svg", { class: "bc-tempo-plot", viewBox: `0 0 ${width} ${bottom + 44}`, width, height: bottom + 44, "aria-hidden": "true", focusable: "false" },
    svg("defs", null, svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 2, height: 6, class: "bc-tempo-hatch" }))));
  const put = (tag, attributes, ...children) => drawing.append(svg(tag, attributes, ...children));
  put("rect", { class: "bc-tempo-band", x: x(low), y: 0, width: x(high) - x(low), height: bottom });
  for (const value of [low, high].filter((edge) => edge > 0)) put("line", { class: "bc-tempo-bound", x1: x(value), x2: x(value), y1: 0, y2: bottom });
  spans.forEach(({ area, value, band }, i) => {
    const top = i * ROW + 20;
    const bar = { x: LEFT, y: top, width: Math.max(1, x(scaled(value, protocol)) - LEFT), height: BAR };
    put("rect", { class: "bc-tempo-area", ...bar });
    if (band !== "in") put("rect", { ...bar, fill: `url(#${id})` });
    put("text", { class: "bc-tempo-label", x: LEFT + 2, y: top - 5 }, `${i + 1}. ${name(area)}: ${said(value, protocol, words)}`);
  });
  for (const at of marks(0, end, Math.max(3, width / 90))) {
    put("line", { class: "bc-tempo-tick", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4 });
    put("text", { x: x(at), y: bottom + 19, "text-anchor": at === 0 ? "start" : "middle" }, at);
  }
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom });
  put("text", { x: width - RIGHT, y: bottom + 38, "text-anchor": "end" }, words(`tempo.bars.axis.${protocol.form}`));
  return drawing;
}

export function createBars({ result, protocol, regions, words }) {
  const { form } = protocol;
  const name = (id) => regions.get(id)?.name ?? id;
  const state = ({ band }) => words(`tempo.band.${form}.${band}`);
  const told = result.spans.map((span) => `${name(span.area)}, ${said(span.value, protocol, words)}, ${state(span)}`).join("; ");
  const [low, high] = range(protocol);
  const frame = el("div", { class: "bc-tempo-frame", role: "img",
    "aria-label": words("tempo.bars.alt", { n: result.spans.length, range: `${said(low, protocol, words)} – ${said(high, protocol, words)}`, bars: told }) });
  fitted(frame, (width) => draw({ spans: result.spans, protocol, words, name, width }));
  const heads = ["bout", form === "stage" ? "stage" : "area", `value.${form}`, "state"].map((key) => el("th", { scope: "col" }, words(`tempo.column.${key}`)));
  const rows = result.spans.map((span, i) => el("tr", null, el("th", { scope: "row" }, i + 1), el("td", null, name(span.area)),
    el("td", null, said(span.value, protocol, words)), el("td", null, state(span))));
  const caption = words(`tempo.bars.caption.${form}`);
  return el("figure", { class: "bc-tempo-picture" }, el("figcaption", null, caption), frame,
    el("ul", { class: "bc-tempo-keys" }, el("li", null, words("tempo.bars.hatched"))),
    el("details", null, el("summary", null, words("tempo.picture.as_table")),
      el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": caption },
        el("table", null, el("thead", null, el("tr", null, heads)), el("tbody", null, rows)))));
}
