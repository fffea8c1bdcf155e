import { el, uid } from "../../widgets/js/dom.js";
import { notesByPart, part, parts } from "../../widgets/js/parts.js";

// Reads what a person writes as a number: a comma or a point parts the decimals. Returns {value} or {problem: [key, values]}.
export function read(text, { least, most, unit }) {
  const given = text.replace(/[\s\u00a0\u202f]/g, "").replace(/^[\u2212\u2013]/, "-");
  if (/^-?[1-9]\d{0,2}([.,]\d{3}){2,}$/.test(given)) return { problem: ["numeric.plain", {}] };
  // "1,500" could be one and a half or fifteen hundred.
  if (/^-?[1-9]\d{0,2},\d{3}$/.test(given)) {
    return { problem: ["numeric.comma", { many: given.replace(",", ""), few: String(Number(given.replace(",", "."))) }] };
  }
  if (!/^-?(\d+([.,]\d*)?|[.,]\d+)$/.test(given)) return { problem: ["numeric.not", {}] };
  const value = Number(given.replace(",", "."));
  if (value < least || value > most) return { problem: ["numeric.range", { least, most, unit }] };
  return { value };
}

function create(item, desk, { labelledby }) {
  const unitId = uid("unit");
  const problemId = uid("problem");
  const problem = el("p", { class: "bc-problem", id: problemId, hidden: true });
  const input = el("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", class: "bc-field", size: 8,
    "aria-labelledby": `${labelledby} ${unitId}`, "aria-describedby": problemId,
    oninput: () => {
      if (!problem.hidden) tell();
      desk.changed({ typing: true });
    },
    onchange: () => {
      tell();
      desk.changed();
    },
  });
  const node = el("div", { class: "bc-number" }, el("div", { class: "bc-number-row" }, input, el("span", { id: unitId }, item.unit)), problem);
  const state = () => (input.value.trim() ? read(input.value, item) : null);
  const sentence = (found) => (found?.problem ? desk.words(...found.problem) : null);

  function tell() {
    const text = sentence(state());
    problem.hidden = text === null;
    problem.textContent = text ?? "";
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  return {
    node,
    empty: desk.words("numeric.first"),
    get: () => (state()?.value === undefined ? null : { value: state().value }),
    problem: () => sentence(state()),
    set(answer) {
      input.value = answer ? String(answer.value) : "";
      tell();
    },
    lock(feedback) {
      const note = notesByPart(feedback).get("value");
      const rows = [part({
        state: note?.state,
        word: note && desk.words(`parts.${note.state}`),
        text: `${input.value} ${item.unit}`,
        tags: [desk.words("parts.yours")],
        note: note?.text,
      })];
      if (note?.state === "wrong" && feedback.model) {
        rows.push(part({ state: "missed", text: `${feedback.model.value} ${item.unit}`, tags: [desk.words("parts.answer")] }));
      }
      node.replaceChildren(parts(desk.words("parts.given"), rows));
    },
    focus: () => input.focus(),
  };
}

export default { create };
