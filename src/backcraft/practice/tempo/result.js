// What came of an attempt: each figure, what it means and what to try next; the picture on request; all attempts.
import { el, goTo } from "../../widgets/js/dom.js";
import { icon, sign } from "../../widgets/js/parts.js";
import { createPicture } from "./picture.js";

const one = (value) => String(Number(value.toFixed(1)));
const signed = (value) => (value > 0 ? "+" : "") + one(value).replace("-", "−");

// The figures in the order in which they are shown: the note's part, the number, and what stands small beside it.
function figures(result, { words, regions }) {
  const percent = (share) => words("tempo.percent", { n: share });
  return [
    ["rate", result.rate === null ? null : one(result.rate), words("tempo.unit")],
    ["share", result.share === null ? null : percent(Math.round(100 * result.share)), null],
    ["longest", words("tempo.seconds", { seconds: one(result.longest) }), regions.get(result.longest_area)?.name ?? result.longest_area],
    ["variation", result.cv === null ? null : percent(one(100 * result.cv)), result.sd === null ? null : words("tempo.sd", { sd: Math.round(result.sd) })],
    ["drift", result.drift === null ? null : signed(result.drift), words("tempo.drift_unit")],
    ["pauses", String(result.pauses.length), result.pauses.length ? words("tempo.paused", { seconds: one(result.paused) }) : null],
    ["areas", String(Object.keys(result.visits).length), null],
  ].filter(([, value]) => value !== null);
}

function card([part, value, small], note, words) {
  const state = note?.state ?? "info";
  return el("div", { class: "bc-tempo-figure", data: { part, state } },
    el("dt", null, state === "info" ? null : sign(state), words(`tempo.part.${part}`),
      state === "info" ? null : el("span", { class: "bc-hidden" }, ` (${words(`tempo.state.${state}`)})`)),
    el("dd", null, el("span", { class: "bc-tempo-value" }, value, small ? el("small", null, ` ${small}`) : null), note ? el("p", { class: "bc-tempo-meaning" }, note.text) : null));
}

function pictureToggle({ kept, protocol, regions, words }) {
  const place = el("div");
  const button = el("button", { type: "button", class: "bc-button", "aria-expanded": "false", onclick: () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = words(open ? "tempo.picture.hide" : "tempo.picture.show");
    place.replaceChildren(...(open ? [createPicture({ answer: kept.answer, result: kept.feedback.result, protocol, regions, words })] : []));
    if (open) goTo(place.firstChild);
  } }, words("tempo.picture.show"));
  return { button, place };
}

// kept: {answer, feedback or null while it is under way, at}. again() starts a new attempt, or null where none may be made;
// status is the line that says whether it is saved.
export function createResult({ attempt, kept, protocol, regions, words, again, status }) {
  const { feedback } = kept;
  const head = el("h4", { class: "bc-tempo-result-title" }, words("tempo.attempt", { n: attempt }));
  const next = again ? el("button", { type: "button", class: "bc-button bc-main", onclick: again }, words("tempo.again")) : null;
  const node = el("section", { class: "bc-tempo-result" }, el("div", { class: "bc-tempo-result-head" }, head, status));
  if (!feedback || !feedback.result) {
    const key = !feedback ? "tempo.working" : "tempo.damaged";
    node.append(el("p", null, words(key)), el("div", { class: "bc-actions bc-screen-only" }, next));
    return node;
  }
  const notes = new Map(feedback.notes.map((note) => [note.part, note]));
  const visits = Object.entries(feedback.result.visits).map(([id, n]) => {
    const area = regions.get(id)?.name ?? id;
    return n > 1 ? words("tempo.covered_often", { area, n }) : area;
  });
  notes.set("areas", { part: "areas", state: "info", text: visits.join(" · ") });
  const verdict = feedback.changed ? "changed" : feedback.result.held ? "held" : notes.has("attempt") ? "short" : "open";
  const look = pictureToggle({ kept, protocol, regions, words });
  node.append(
    el("p", { class: "bc-tempo-verdict", data: { verdict } }, verdict === "held" ? icon("right") : null, words(`tempo.verdict.${verdict}`)),
    notes.has("attempt") ? el("p", { class: "bc-tempo-meaning" }, notes.get("attempt").text) : "",
    el("dl", { class: "bc-tempo-figures" }, figures(feedback.result, { words, regions }).map((figure) => card(figure, notes.get(figure[0]), words))),
    el("div", { class: "bc-actions bc-screen-only" }, next, look.button), look.place);
  return node;
}

function helped(metronome, words) {
  if (!metronome) return words("tempo.metronome.none");
  return words(metronome.silent === null ? "tempo.metronome.on" : "tempo.metronome.part", { rate: metronome.rate });
}

// All attempts, the newest first; null while there is none. show(attempt) opens one.
export function historyTable({ attempts, words, show }) {
  if (!attempts.size) return null;
  const rows = [...attempts].sort(([a], [b]) => b - a).map(([n, { answer, feedback, at }]) => {
    const result = feedback?.result;
    const cell = (value) => el("td", null, value === null || value === undefined ? "–" : value);
    return el("tr", null,
      el("th", { scope: "row" }, el("button", { type: "button", class: "bc-tempo-link", onclick: () => show(n) }, words("tempo.attempt", { n }))),
      cell(at ? new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short" }) : null),
      cell(result && result.rate !== null ? one(result.rate) : null),
      cell(result && result.share !== null ? words("tempo.percent", { n: Math.round(100 * result.share) }) : null),
      cell(result ? words("tempo.seconds", { seconds: one(result.longest) }) : null),
      cell(helped(answer.metronome, words)),
      cell(result ? words(result.held ? "tempo.held" : "tempo.not_held") : null));
  });
  const heads = ["attempt", "day", "rate", "share", "longest", "metronome", "held"].map((name) => el("th", { scope: "col" }, words(`tempo.column.${name}`)));
  return el("details", { class: "bc-tempo-attempts", open: true }, el("summary", null, words("tempo.attempts", { n: attempts.size })),
    el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": words("tempo.attempts", { n: attempts.size }) },
      el("table", null, el("thead", null, el("tr", null, heads)), el("tbody", null, rows))));
}
