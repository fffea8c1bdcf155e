import { el, inline, plain, uid } from "../../widgets/js/dom.js";
import { notesByPart, part, parts } from "../../widgets/js/parts.js";

function create(item, desk, { labelledby }) {
  const texts = new Map(item.right.map((right) => [right.id, right.text]));
  const rows = item.left.map((left) => {
    const id = uid("left");
    const select = el("select", { class: "bc-field", id, onchange: () => desk.changed() },
      el("option", { value: "" }, desk.words("matching.choose")),
      item.right.map((right) => el("option", { value: right.id }, plain(right.text))));
    return { left, select, node: el("div", { class: "bc-pair" }, el("label", { for: id }, inline(left.text)), select) };
  });
  const onPaper = el("p", { class: "bc-paper-only" }, desk.words("matching.from", { list: item.right.map((r) => plain(r.text)).join("; ") }));
  const node = el("div", { class: "bc-pairs", role: "group", "aria-labelledby": labelledby }, rows.map((r) => r.node), onPaper);
  const open = () => rows.filter((r) => !r.select.value).length;

  return {
    node,
    empty: desk.words("matching.first"),
    get() {
      const given = rows.filter((r) => r.select.value);
      return given.length ? { pairs: Object.fromEntries(given.map((r) => [r.left.id, r.select.value])) } : null;
    },
    problem: () => (open() > 0 && open() < rows.length ? desk.words("matching.open", { n: open() }) : null),
    set(answer) {
      for (const { left, select } of rows) select.value = texts.has(answer?.pairs?.[left.id]) ? answer.pairs[left.id] : "";
    },
    lock(feedback) {
      const notes = notesByPart(feedback);
      const list = rows.map(({ left, select }) => {
        const note = notes.get(left.id);
        const due = texts.get(feedback?.model?.pairs?.[left.id]);
        const mine = select.value ? inline(texts.get(select.value)) : desk.words("parts.none");
        return part({
          state: note?.state,
          word: note && desk.words(`parts.${note.state}`),
          text: el("span", { class: "bc-pairing" }, el("span", null, inline(left.text)),
            el("span", null, el("span", { class: "bc-arrow", "aria-hidden": "true" }, "→ "), el("span", { class: "bc-hidden" }, desk.words("matching.to")), " ", mine)),
          note: note?.text,
          more: note && note.state !== "right" && due ? desk.words("matching.due", { text: plain(due) }) : null,
        });
      });
      node.removeAttribute("role");
      node.removeAttribute("aria-labelledby");
      node.replaceChildren(parts(desk.words("parts.given"), list));
    },
    focus: () => (rows.find((r) => !r.select.value) ?? rows[0]).select.focus(),
  };
}

export default { create };
