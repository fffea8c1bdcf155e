// All attempts: the learning curve, and the table that says the same, the newest first.
import { el, svg } from "../../widgets/js/dom.js";
import { RUNGS } from "./ladder.js";
import { fitted, one, said } from "./picture.js";
import { rungName } from "./rungs.js";

const LEFT = 44;
const RIGHT = 16;
const TOP = 26;
const PLOT = 150;

// The judged attempts as {n, rung, share (per cent), held}, the oldest first.
function points(attempts) {
  return [...attempts].sort(([a], [b]) => a - b).filter(([, { feedback }]) => typeof feedback?.result?.share === "number" && !feedback.changed)
    .map(([n, { feedback }]) => ({ n, rung: feedback.rung, share: 100 * feedback.result.share, held: feedback.held }));
}

function draw({ all, asked, words, width }) {
  const bottom = TOP + PLOT;
  const x = (i) => LEFT + 14 + (all.length === 1 ? 0.5 : i / (all.length - 1)) * (width - LEFT - RIGHT - 28);
  const y = (share) => bottom - (share / 100) * PLOT;
  // As many numbers as have room.
  const every = Math.ceil((all.length * 26) / (width - LEFT - RIGHT));
  const drawing = svg("svg", { class: "bc-tempo-plot", viewBox: `0 0 ${width} ${bottom + 44}`, width, height: bottom + 44, "aria-hidden": "true", focusable: "false" });
  const put = (tag, attributes, ...children) => drawing.append(svg(tag, attributes, ...children));
  put("text", { x: 0, y: 12 }, words("tempo.curve.axis.y"));
  for (const share of [0, 20, 40, 60, 80, 100]) {
    put("line", { class: "bc-tempo-tick", x1: LEFT - 4, x2: LEFT, y1: y(share), y2: y(share) });
    put("text", { x: LEFT - 8, y: y(share) + 4, "text-anchor": "end" }, share);
  }
  put("line", { class: "bc-tempo-bound", x1: LEFT, x2: width - RIGHT, y1: y(asked), y2: y(asked) });
  put("polyline", { class: "bc-tempo-line", points: all.map(({ share }, i) => `${x(i)},${y(share)}`).join(" ") });
  all.forEach(({ n, rung, share, held }, i) => {
    put("circle", { class: held ? "bc-tempo-in" : "bc-tempo-out", cx: x(i), cy: y(share), r: 4.5 });
    if (i % every) return;
    put("text", { class: "bc-tempo-label", x: x(i), y: y(share) + (share > 92 ? -9 : share < 15 ? -9 : 18), "text-anchor": "middle" }, RUNGS.indexOf(rung) + 1);
    put("line", { class: "bc-tempo-tick", x1: x(i), x2: x(i), y1: bottom, y2: bottom + 4 });
    put("text", { x: x(i), y: bottom + 19, "text-anchor": "middle" }, n);
  });
  put("text", { x: width - RIGHT, y: bottom + 38, "text-anchor": "end" }, words("tempo.curve.axis.x"));
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: LEFT, y1: TOP, y2: bottom });
  put("line", { class: "bc-tempo-axis", x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom });
  return drawing;
}

function curve({ attempts, protocol, words }) {
  const all = points(attempts);
  if (all.length < 2) return null;
  const told = all.map(({ n, rung, share, held }) => words("tempo.curve.point", { n, rung: rungName(rung, protocol, words), share: Math.round(share),
    held: words(held ? "tempo.curve.point.held" : "tempo.curve.point.open") })).join("; ");
  const frame = el("div", { class: "bc-tempo-frame", role: "img", "aria-label": words("tempo.curve.alt", { n: all.length, points: told }) });
  fitted(frame, (width) => draw({ all, asked: 100 * protocol.share, words, width }));
  return el("figure", { class: "bc-tempo-picture bc-tempo-curve" }, el("h4", { class: "bc-tempo-result-title" }, words("tempo.curve")), frame,
    el("figcaption", null, words("tempo.curve.caption")));
}

function helped(metronome, words) {
  if (!metronome) return words("tempo.metronome.none");
  return words(metronome.silent === null ? "tempo.metronome.on" : "tempo.metronome.part", { rate: metronome.rate });
}

// A cell a column, by the columns' names.
const CELLS = {
  day: ({ at }) => (at ? new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short" }) : null),
  rung: ({ feedback }, { protocol, words }) => (feedback?.rung ? rungName(feedback.rung, protocol, words) : null),
  rate: ({ feedback }) => (typeof feedback?.result?.rate === "number" ? one(feedback.result.rate) : null),
  mean: ({ feedback }, { protocol, words }) => (typeof feedback?.result?.mean === "number" ? said(feedback.result.mean, protocol, words) : null),
  share: ({ feedback }, { words }) => (typeof feedback?.result?.share === "number" ? words("tempo.percent", { n: Math.round(100 * feedback.result.share) }) : null),
  longest: ({ feedback }, { protocol, words }) => (feedback?.result ? said(feedback.result.longest, protocol, words) : null),
  metronome: ({ answer }, { words }) => helped(answer.metronome, words),
  held: ({ feedback }, { words }) => (typeof feedback?.held === "boolean" ? words(feedback.held ? "tempo.held" : "tempo.not_held") : null),
};
// The words of the columns, where a kind of exercise has its own.
const OWN = { mean: ({ form }) => `mean.${form}`, longest: ({ form }) => ({ stage: "longest.stage", count: "most" }[form] ?? "longest"), held: ({ form }) => (form === "rate" ? "held" : "kept") };

function table({ attempts, protocol, words, show }) {
  const columns = ["day", "rung", protocol.kind === "rate" ? "rate" : "mean", "share", "longest", ...(protocol.kind === "rate" ? ["metronome"] : []), "held"];
  const rows = [...attempts].sort(([a], [b]) => b - a).map(([n, kept]) => el("tr", null,
    el("th", { scope: "row" }, el("button", { type: "button", class: "bc-tempo-link", onclick: () => show(n) }, words("tempo.attempt", { n }))),
    columns.map((column) => el("td", null, CELLS[column](kept, { protocol, words }) ?? "–"))));
  const heads = ["attempt", ...columns].map((name) => el("th", { scope: "col" }, words(`tempo.column.${OWN[name]?.(protocol) ?? name}`)));
  return el("details", { class: "bc-tempo-attempts", open: true }, el("summary", null, words("tempo.attempts", { n: attempts.size })),
    el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": words("tempo.attempts", { n: attempts.size }) },
      el("table", null, el("thead", null, el("tr", null, heads)), el("tbody", null, rows))));
}

// The nodes to show; none while there is no attempt. show(attempt) opens one.
export function createHistory({ attempts, protocol, words, show }) {
  return attempts.size ? [curve({ attempts, protocol, words }), table({ attempts, protocol, words, show })].filter(Boolean) : [];
}
