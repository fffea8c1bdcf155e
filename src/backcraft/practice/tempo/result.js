// What came of an attempt: each figure, what it means and what to try next; the picture on request.
import { el, goTo } from "../../widgets/js/dom.js";
import { icon, sign } from "../../widgets/js/parts.js";
import { createBars } from "./bars.js";
import { createPicture, one, said } from "./picture.js";

const signed = (value) => (value > 0 ? "+" : "") + one(value).replace("-", "−");

// The figures in the order in which they are shown: the note's part, the number, what stands small beside it, and the
// end of its name's key where that is the exercise's own.
function ofRate(result, { words, regions }) {
  const percent = (share) => words("tempo.percent", { n: share });
  return [
    ["rate", result.rate === null ? null : one(result.rate), words("tempo.unit")],
    ["share", result.share === null ? null : percent(Math.round(100 * result.share)), null],
    ["longest", words("tempo.seconds", { seconds: one(result.longest) }), regions.get(result.longest_area)?.name ?? result.longest_area],
    ["variation", result.cv === null ? null : percent(one(100 * result.cv)), result.sd === null ? null : words("tempo.sd", { sd: Math.round(result.sd) })],
    ["drift", result.drift === null ? null : signed(result.drift), words("tempo.drift_unit")],
    ["pauses", String(result.pauses.length), result.pauses.length ? words("tempo.paused", { seconds: one(result.paused) }) : null],
    ["areas", String(Object.keys(result.visits).length), null],
  ];
}

function ofSpans(result, { words, regions, protocol }) {
  const { form } = protocol;
  const percent = (share) => words("tempo.percent", { n: share });
  const spread = form === "count" ? "count" : "time";
  return [
    ["share", result.share === null ? null : percent(Math.round(100 * result.share)), null, `share.${form}`],
    ["mean", result.mean === null ? null : said(result.mean, protocol, words), null, `mean.${form}`],
    ["longest", result.counted ? said(result.longest, protocol, words) : null, regions.get(result.longest_area)?.name ?? result.longest_area, form === "time" ? "longest" : `longest.${form}`],
    ["variation", result.cv === null ? null : percent(one(100 * result.cv)), result.sd === null ? null : words(`tempo.sd.${spread}`, { sd: one(result.sd) })],
    ["drift", result.drift === null ? null : signed(result.drift), words(`tempo.drift_unit.${spread}`)],
    ["areas", String(form === "stage" ? result.counted : Object.keys(result.visits).length), null, form === "stage" ? "areas.stage" : "areas"],
  ];
}

function card([part, value, small, name = part], note, words) {
  const state = note?.state ?? "info";
  return el("div", { class: "bc-tempo-figure", data: { part, state } },
    el("dt", null, state === "info" ? null : sign(state), words(`tempo.part.${name}`),
      state === "info" ? null : el("span", { class: "bc-hidden" }, ` (${words(`tempo.state.${state}`)})`)),
    el("dd", null, el("span", { class: "bc-tempo-value" }, value, small ? el("small", null, ` ${small}`) : null), note?.text ? el("p", { class: "bc-tempo-meaning" }, note.text) : null));
}

function pictureToggle({ kept, protocol, regions, words }) {
  const place = el("div");
  const { answer, feedback } = kept;
  const create = () => (protocol.kind === "rate" ? createPicture : createBars)({ answer, result: feedback.result, protocol, regions, words });
  const button = el("button", { type: "button", class: "bc-button", "aria-expanded": "false", onclick: () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = words(open ? "tempo.picture.hide" : "tempo.picture.show");
    place.replaceChildren(...(open ? [create()] : []));
    if (open) goTo(place.firstChild);
  } }, words("tempo.picture.show"));
  return { button, place };
}

// kept: {answer, feedback or null while it is under way, at}. again() starts a new attempt, or null where none may be made;
// up: {text, go} leads to the next rung, or null; status is the line that says whether it is saved.
export function createResult({ attempt, kept, protocol, regions, words, again, up, status }) {
  const { feedback } = kept;
  const head = el("h4", { class: "bc-tempo-result-title" }, words("tempo.attempt", { n: attempt }));
  const climb = up ? el("button", { type: "button", class: "bc-button bc-main", onclick: up.go }, up.text) : null;
  const next = again ? el("button", { type: "button", class: up ? "bc-button" : "bc-button bc-main", onclick: again }, words("tempo.again")) : null;
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
  const asked = notes.get("areas");
  notes.set("areas", { part: "areas", state: asked?.state ?? "info", text: [asked?.text, visits.join(" · ")].filter(Boolean).join(" ") });
  const verdict = feedback.changed ? "changed" : feedback.held ? "held" : notes.has("attempt") ? "short" : "open";
  const word = verdict === "held" && protocol.kind !== "rate" ? "held.span" : verdict;
  const look = pictureToggle({ kept, protocol, regions, words });
  const figures = (protocol.kind === "rate" ? ofRate : ofSpans)(feedback.result, { words, regions, protocol }).filter(([, value]) => value !== null);
  node.append(
    el("p", { class: "bc-tempo-verdict", data: { verdict } }, verdict === "held" ? icon("right") : null, words(`tempo.verdict.${word}`)),
    ...["rung", "attempt"].filter((part) => notes.has(part)).map((part) => el("p", { class: "bc-tempo-meaning" }, notes.get(part).text)),
    el("dl", { class: "bc-tempo-figures", data: { kind: protocol.kind } }, figures.map((figure) => card(figure, notes.get(figure[0]), words))),
    el("div", { class: "bc-actions bc-screen-only" }, climb, next, look.button), look.place);
  return node;
}
