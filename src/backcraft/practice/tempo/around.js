// What stands around the pad: the sources, the stages in the back map's place, and attempts that were cut short.
import { el, inline } from "../../widgets/js/dom.js";
import { rungName } from "./rungs.js";

export function sourceList(sources, words) {
  return el("details", { class: "bc-sources" }, el("summary", null, words("tempo.sources")),
    el("ul", null, sources.map(({ label, title, found }) => el("li", null, el("p", null, el("strong", null, label), " · ", inline(title)),
      el("p", { class: "bc-how" }, inline(found))))));
}

// The stages in their order, with the one under way.
export function createStages(stages) {
  const lines = new Map(stages.map(({ id, name }) => [id, el("li", null, name)]));
  return { node: el("ol", { class: "bc-tempo-stages" }, [...lines.values()]), select([chosen]) {
    for (const [id, line] of lines) {
      if (id === chosen) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    }
  } };
}

// An offer for each attempt that was cut short: keep(attempt) or discard(attempt).
export function cutShort({ cut, protocol, words, keep, discard }) {
  return [...cut].map(([attempt, { answer }]) => {
    const rung = rungName(answer.rung ?? "unguided", protocol, words);
    const line = words("tempo.cut", { n: answer.taps.length, seconds: Math.round(answer.taps.at(-1) / 1000), rung });
    return el("div", { class: "bc-tempo-cut-one", role: "group", "aria-label": line }, el("p", null, line), el("div", { class: "bc-actions" },
      el("button", { type: "button", class: "bc-button bc-main", onclick: () => keep(attempt) }, words("tempo.cut.keep")),
      el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => discard(attempt) }, words("tempo.cut.discard"))));
  });
}
