import { el } from "../../widgets/js/dom.js";
import { choice, notesByPart, part, parts } from "../../widgets/js/parts.js";

function create(item, desk, { name, labelledby }) {
  const choices = item.options.map((option) =>
    choice({ type: "radio", name, value: option.id, text: option.text, onchange: () => desk.changed() }));
  const node = el("div", { class: "bc-choices", role: "radiogroup", "aria-labelledby": labelledby }, choices.map((c) => c.node));
  const chosen = () => choices.find((c) => c.input.checked)?.input.value ?? null;

  return {
    node,
    empty: desk.words("single.first"),
    get: () => (chosen() === null ? null : { choice: chosen() }),
    set(answer) {
      for (const { input } of choices) input.checked = input.value === answer?.choice;
    },
    lock(feedback) {
      const notes = notesByPart(feedback);
      const mine = chosen();
      const rows = item.options.map((option) => {
        const note = notes.get(option.id);
        return part({
          state: note?.state,
          word: note && desk.words(note.state === "missed" ? "single.missed" : `parts.${note.state}`),
          text: option.text,
          tags: option.id === mine ? [desk.words("parts.yours")] : [],
          note: note?.text,
        });
      });
      node.removeAttribute("role");
      node.removeAttribute("aria-labelledby");
      node.replaceChildren(parts(desk.words("parts.options"), rows));
    },
    focus: () => (choices.find((c) => c.input.checked) ?? choices[0]).input.focus(),
  };
}

export default { create };
