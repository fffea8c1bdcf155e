import { el } from "../../widgets/js/dom.js";
import { notesByPart, part, parts } from "../../widgets/js/parts.js";

function create(item, desk, { labelledby }) {
  const input = el("input", {
    type: "text", class: "bc-field bc-wide", maxlength: item.longest, autocomplete: "off", autocapitalize: "off", spellcheck: "true",
    "aria-labelledby": labelledby,
    oninput: () => desk.changed({ typing: true }),
    onchange: () => desk.changed(),
  });
  const node = el("div", { class: "bc-short" }, input);

  return {
    node,
    empty: desk.words("short_text.first"),
    get: () => (input.value.trim() ? { text: input.value } : null),
    set(answer) {
      input.value = answer?.text ?? "";
    },
    lock(feedback) {
      const note = notesByPart(feedback).get("text");
      const given = document.createTextNode(input.value);
      const rows = [part({
        state: note?.state,
        word: note && desk.words(`parts.${note.state}`),
        text: given,
        tags: [desk.words("parts.yours")],
        note: note?.text,
      })];
      if (note?.state === "wrong" && feedback.model) {
        rows.push(part({ state: "missed", text: feedback.model.text, tags: [desk.words("parts.answer")] }));
      }
      node.replaceChildren(parts(desk.words("parts.given"), rows));
    },
    focus: () => input.focus(),
  };
}

export default { create };
