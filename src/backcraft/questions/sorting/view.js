import { el, inline, plain, uid } from "../../widgets/js/dom.js";
import { choice, notesByPart, part, parts } from "../../widgets/js/parts.js";

// More bins than this are a list to choose from rather than buttons side by side.
const SIDE_BY_SIDE = 4;

// The control of one card: {node, value, set(bin), focus()}.
function buttons(card, bins, changed) {
  const name = uid("bin");
  const choices = bins.map((bin) => choice({ type: "radio", name, value: bin.id, text: bin.text, onchange: changed }));
  return {
    node: el("fieldset", { class: "bc-card" }, el("legend", null, inline(card.text)), el("div", { class: "bc-bins" }, choices.map((c) => c.node))),
    value: () => choices.find((c) => c.input.checked)?.input.value ?? "",
    set(bin) {
      for (const { input } of choices) input.checked = input.value === bin;
    },
    focus: () => choices[0].input.focus(),
  };
}

function list(card, bins, changed, word) {
  const id = uid("bin");
  const select = el("select", { class: "bc-field", id, onchange: changed }, el("option", { value: "" }, word),
    bins.map((bin) => el("option", { value: bin.id }, plain(bin.text))));
  return {
    node: el("div", { class: "bc-card bc-pair" }, el("label", { for: id }, inline(card.text)), select),
    value: () => select.value,
    set(bin) {
      select.value = bins.some((b) => b.id === bin) ? bin : "";
    },
    focus: () => select.focus(),
  };
}

function create(item, desk, { labelledby }) {
  const texts = new Map(item.bins.map((bin) => [bin.id, bin.text]));
  const make = item.bins.length <= SIDE_BY_SIDE ? buttons : list;
  const cards = item.items.map((card) => ({ card, ...make(card, item.bins, () => desk.changed(), desk.words("sorting.choose")) }));
  const onPaper = make === list
    ? el("p", { class: "bc-paper-only" }, desk.words("sorting.into", { list: item.bins.map((b) => plain(b.text)).join("; ") })) : null;
  const node = el("div", { class: "bc-sorting", role: "group", "aria-labelledby": labelledby }, cards.map((c) => c.node), onPaper);
  const open = () => cards.filter((c) => !c.value()).length;

  return {
    node,
    empty: desk.words("sorting.first"),
    get() {
      const given = cards.filter((c) => c.value());
      return given.length ? { bins: Object.fromEntries(given.map((c) => [c.card.id, c.value()])) } : null;
    },
    problem: () => (open() > 0 && open() < cards.length ? desk.words("sorting.open", { n: open() }) : null),
    set(answer) {
      for (const { card, set } of cards) set(answer?.bins?.[card.id]);
    },
    lock(feedback) {
      const notes = notesByPart(feedback);
      const rows = cards.map(({ card, value }) => {
        const note = notes.get(card.id);
        const due = texts.get(feedback?.model?.bins?.[card.id]);
        return part({
          state: note?.state,
          word: note && desk.words(`parts.${note.state}`),
          text: card.text,
          tags: [value() ? plain(texts.get(value())) : desk.words("parts.none")],
          note: note?.text,
          more: note && note.state !== "right" && due ? desk.words("sorting.due", { text: plain(due) }) : null,
        });
      });
      node.removeAttribute("role");
      node.removeAttribute("aria-labelledby");
      node.replaceChildren(parts(desk.words("parts.given"), rows));
    },
    focus: () => (cards.find((c) => !c.value()) ?? cards[0]).focus(),
  };
}

export default { create };
