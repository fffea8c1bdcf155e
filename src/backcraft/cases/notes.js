// The notes that fill as the client is asked, and the back on which the client points.
import { el } from "../widgets/js/dom.js";
import { createBackMap } from "../widgets/backmap/backmap.js";

export function createNotes({ facts, regions, desk }) {
  const { words } = desk;
  const names = new Map(regions.map((region) => [region.id, region.name]));
  const found = el("dl", { class: "bc-notes-found" });
  const none = el("p", { class: "bc-how" }, words("case.notes.none"));
  const plain = el("p", { class: "bc-notes-plain" });
  const place = el("figure", { class: "bc-notes-place", hidden: true });
  const caption = el("figcaption", null);
  const picture = el("div", { class: "bc-notes-map", "aria-hidden": "true", inert: true });
  place.append(picture, caption);
  let map = null;

  function points(turns) {
    const shown = turns.filter((turn) => turn.regions.length);
    place.hidden = shown.length === 0;
    if (!shown.length) return;
    if (!map) {
      map = createBackMap({ regions, words, asset: desk.asset, many: true, label: words("case.map") });
      map.lock();
      picture.append(map.node);
    }
    map.select(shown.flatMap((turn) => turn.regions));
    caption.replaceChildren(...shown.map((turn) => el("p", null, el("strong", null, `${facts.get(turn.fact)?.label ?? turn.fact}: `),
      turn.regions.map((id) => names.get(id) ?? id).join("; "))));
  }

  return {
    node: el("div", { class: "bc-notes" }, el("h4", { class: "bc-case-heading" }, words("case.notes")), none, found, plain, place),
    paint(findings, turns) {
      const odd = findings.filter((f) => f.odd || f.fact === "age");
      const usual = findings.filter((f) => !odd.includes(f));
      none.hidden = findings.length > 0;
      found.replaceChildren(...odd.map((f) => el("div", null, el("dt", null, f.label), el("dd", null, f.value))));
      plain.replaceChildren(...(usual.length ? [el("strong", null, words("case.notes.plain")), " ", usual.map((f) => f.label).join(", "), "."] : []));
      points(turns);
    },
  };
}
