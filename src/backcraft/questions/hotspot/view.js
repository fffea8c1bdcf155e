import { el } from "../../widgets/js/dom.js";
import { part, parts } from "../../widgets/js/parts.js";
import { createBackMap } from "../../widgets/backmap/backmap.js";

// Areas of one state with the same reason share a line.
function gathered(notes) {
  const lines = new Map();
  for (const note of notes) {
    const key = `${note.state}\n${note.text}`;
    if (!lines.has(key)) lines.set(key, { state: note.state, text: note.text, ids: [] });
    lines.get(key).ids.push(note.part);
  }
  return [...lines.values()];
}

function create(item, desk, { labelledby }) {
  const regions = item.regions ?? desk.props.regions;
  const names = new Map(regions.map((region) => [region.id, region.name]));
  const map = createBackMap({
    // No caution and no description: either could give the answer away.
    regions: regions.map(({ id, name, side }) => ({ id, name, side })),
    words: desk.words, asset: desk.asset, many: item.many, labelledby, onToggle: () => desk.changed(),
  });
  const node = el("div", { class: "bc-hotspot" }, el("p", { class: "bc-how" }, desk.words(item.many ? "hotspot.many" : "hotspot.one")), map.node);

  return {
    node,
    ready: map.ready,
    get: () => (map.chosen.length ? { regions: map.chosen } : null),
    set: (answer) => map.select(answer?.regions ?? []),
    lock(feedback) {
      const notes = feedback?.notes ?? [];
      map.mark(Object.fromEntries(notes.map((note) => [note.part, note.state])));
      map.lock();
      const lines = gathered(notes).map(({ state, text, ids }) => part({
        state, word: desk.words(`parts.${state}`), text: ids.map((id) => names.get(id) ?? id).join("; "), note: text,
      }));
      node.querySelector(".bc-how")?.remove();
      node.querySelector(".bc-parts")?.remove();
      if (lines.length) node.append(parts(desk.words("hotspot.notes"), lines));
    },
    focus: map.focus,
  };
}

export default { create };
