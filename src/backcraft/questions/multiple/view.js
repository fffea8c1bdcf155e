import { el } from "../../widgets/js/dom.js";
import { choice, notesByPart, part, parts } from "../../widgets/js/parts.js";

function create(item, desk, { name, labelledby }) {
  const choices = item.options.map((option) =>
    choice({ type: "checkbox", name, value: option.id, text: option.text, onchange: () => desk.changed() }));
  const node = el("div", { class: "bc-choices", role: "group", "aria-labelledby": labelledby },
    el("p", { class: "bc-how" }, desk.words("multiple.how")), choices.map((c) => c.node));
  const chosen = () => choices.filter((c) => c.input.checked).map((c) => c.input.value);

  return {
    node,
    empty: desk.words("multiple.first"),
    get: () => (chosen().length ? { choices: chosen() } : null),
    set(answer) {
      for (const { input } of choices) input.checked = answer?.choices?.includes(input.value) ?? false;
    },
    lock(feedback) {
      const notes = notesByPart(feedback);
      const mine = chosen();
      const rows = item.options.map((option) => {
        const note = notes.get(option.id);
        return part({
          state: note?.state,
          word: note && desk.words(note.state === "missed" ? "multiple.missed" : `parts.${note.state}`),
          text: option.text,
          tags: mine.includes(option.id) ? [desk.words("multiple.chosen")] : [],
          note: note?.text,
        });
      });
      node.removeAttribute("role");
      node.removeAttribute("aria-labelledby");
      node.replaceChildren(parts(desk.words("parts.options"), rows));
    },
    focus: () => choices[0].input.focus(),
  };
}

export default { create };
