// Pieces that several views show: signs, the parts of an answer after it was checked, choices.
import { el, inline, svg } from "./dom.js";

const PATHS = {
  right: "M5 12.5l4.5 4.5L19 7.5",
  wrong: "M7 7l10 10M17 7L7 17",
  missed: "M5 12h13M13 6.5l5.5 5.5-5.5 5.5",
  partly: "M6 12h12",
  info: "M12 11v6M12 7v.01",
  kept: "M7 5h10v14l-5-3.5L7 19z",
  up: "M6 14.5l6-6 6 6",
  down: "M6 9.5l6 6 6-6",
  grip: "M9 7v.01M15 7v.01M9 12v.01M15 12v.01M9 17v.01M15 17v.01",
};

// A drawn sign; it means nothing alone, so a word always stands beside it.
export function icon(name) {
  const path = svg("path", { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": name === "grip" ? 3 : 2.5,
    "stroke-linecap": "round", "stroke-linejoin": "round" });
  return svg("svg", { viewBox: "0 0 24 24", class: "bc-icon", "aria-hidden": "true", focusable: "false" }, path);
}

// The sign in its round; empty where a part has no state.
export function sign(state) {
  return el("span", { class: "bc-sign", data: { state: state ?? "none" }, "aria-hidden": "true" }, state ? icon(state) : null);
}

// The notes of a feedback by the part they speak of.
export function notesByPart(feedback) {
  return new Map((feedback?.notes ?? []).map((note) => [note.part, note]));
}

// One part of a checked answer. word says the state; tags stand beside the text; more is any further line.
export function part({ state = null, word = null, text, tags = [], note = null, more = null }) {
  return el("li", { class: "bc-part", data: { state: state ?? "none" } },
    sign(state),
    el("div", { class: "bc-part-body" },
      el("p", { class: "bc-part-text" }, el("span", null, typeof text === "string" ? inline(text) : text), tags.map((t) => el("span", { class: "bc-tag" }, t))),
      word || note || more
        ? el("p", { class: "bc-part-note" }, word ? el("strong", null, `${word}. `) : null, note ? inline(note) : null,
          more ? el("span", { class: "bc-part-more" }, more) : null)
        : null));
}

export function parts(label, children, ordered = false) {
  return el(ordered ? "ol" : "ul", { class: "bc-parts", "aria-label": label }, children);
}

// A radio or checkbox with its text, large enough for a thumb.
export function choice({ type, name, value, text, small = null, checked = false, onchange }) {
  const input = el("input", { type, name, value, onchange, checked });
  return { input, node: el("label", { class: "bc-choice" }, input, el("span", { class: "bc-choice-text" }, typeof text === "string" ? inline(text) : text,
    small ? el("small", null, small) : null)) };
}
