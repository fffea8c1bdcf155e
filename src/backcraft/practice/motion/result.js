// What a recording showed: the rate and what it means, the picture on request, all measurements; or why there is none.
import { el, goTo } from "../../widgets/js/dom.js";
import { icon, sign } from "../../widgets/js/parts.js";
import { createPicture, createSignal } from "./picture.js";

const one = (value) => String(Number(value.toFixed(1)));

function card(part, value, small, note, words) {
  const state = note?.state ?? "info";
  return el("div", { class: "bc-tempo-figure", data: { part, state } },
    el("dt", null, state === "info" ? null : sign(state), words(`motion.part.${part}`),
      state === "info" ? null : el("span", { class: "bc-hidden" }, ` (${words(`motion.state.${state}`)})`)),
    el("dd", null, value ? el("span", { class: "bc-tempo-value" }, value, small ? el("small", null, ` ${small}`) : null) : null,
      note ? el("p", { class: "bc-tempo-meaning" }, note.text) : null));
}

function read(measured, words) {
  const axis = measured.axes[0]?.[0] ?? "";
  return el("p", { class: "bc-how" }, words("motion.read", { samples: Math.round(measured.samples), seconds: Math.round(measured.seconds), axis: axis.replace(/\s*[([].*$/, "") }));
}

function toggle(make, words) {
  const place = el("div");
  const button = el("button", { type: "button", class: "bc-button", "aria-expanded": "false", onclick: () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = words(open ? "motion.picture.hide" : "motion.picture.show");
    place.replaceChildren(...(open ? [make()] : []));
    if (open) goTo(place.firstChild);
  } }, words("motion.picture.show"));
  return [el("div", { class: "bc-actions bc-screen-only" }, button), place];
}

export function createResult({ attempt, kept, trace, props, words, status }) {
  const { feedback, answer } = kept;
  const head = el("div", { class: "bc-tempo-result-head" }, el("h4", { class: "bc-tempo-result-title" }, words("motion.attempt", { n: attempt })), status);
  const node = el("section", { class: "bc-tempo-result" }, head);
  if (!feedback) {
    node.append(el("p", null, words("motion.measuring")));
    return node;
  }
  if (feedback.damaged) {
    node.append(el("p", null, words("motion.damaged")));
    return node;
  }
  const { measured, kind } = answer;
  const each = props.movements[kind];
  const { result } = feedback;
  const notes = new Map(feedback.notes.map((note) => [note.part, note]));
  const verdict = feedback.changed ? "changed" : result.held ? "held" : "not_held";
  const figures = [card("rate", one(result?.rate ?? each * measured.cycles), words("motion.unit"), notes.get("rate"), words)];
  if (result) {
    figures.push(
      card("share", words("motion.percent", { n: Math.round(100 * result.inside) }), null, notes.get("share"), words),
      card("spread", words("motion.plus_minus", { n: one(each * measured.spread) }), null, notes.get("spread"), words),
      card("longest", words("motion.seconds", { seconds: one(result.longest) }), null, notes.get("longest"), words));
    if (notes.has("clipped")) figures.push(card("clipped", null, null, notes.get("clipped"), words));
  }
  node.append(
    el("p", { class: "bc-tempo-verdict", data: { verdict } }, verdict === "held" ? icon("right") : null, words(`motion.${verdict}`)),
    el("dl", { class: "bc-tempo-figures" }, figures),
    read(measured, words),
    ...toggle(() => createPicture({ measured, each, trace, props, words }), words));
  return node;
}

export function createNoFigure({ measured, trace, words }) {
  return el("section", { class: "bc-tempo-result" },
    el("h4", { class: "bc-tempo-result-title" }, words("motion.no_figure")),
    el("p", { class: "bc-motion-why", role: "status" }, words(`motion.why.${measured.why}`)),
    ...(trace ? toggle(() => createSignal({ measured, trace, words }), words) : []));
}

// All measurements, the newest first; null while there is none.
export function measurements({ attempts, props, words, show }) {
  if (!attempts.size) return null;
  const cell = (value) => el("td", null, value ?? "–");
  const rows = [...attempts].sort(([a], [b]) => b - a).map(([n, { answer, feedback, at }]) => {
    const cycles = answer?.measured?.cycles;
    const each = props.movements[answer?.kind];
    return el("tr", null,
      el("th", { scope: "row" }, el("button", { type: "button", class: "bc-tempo-link", onclick: () => show(n) }, words("motion.attempt", { n }))),
      cell(at ? new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short" }) : null),
      cell(each ? words(`motion.kind.${answer.kind}`) : null),
      cell(cycles && each ? one(cycles * each) : null),
      cell(feedback?.result ? words("motion.percent", { n: Math.round(100 * feedback.result.inside) }) : null));
  });
  const heads = ["measurement", "day", "kind", "rate", "inside"].map((key) => el("th", { scope: "col" }, words(`motion.column.${key}`)));
  const title = words("motion.attempts", { n: attempts.size });
  return el("details", { class: "bc-tempo-attempts", open: true }, el("summary", null, title),
    el("div", { class: "bc-tempo-scroll", tabindex: 0, role: "region", "aria-label": title },
      el("table", null, el("thead", null, el("tr", null, heads)), el("tbody", null, rows))));
}
