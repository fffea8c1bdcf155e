// What can be asked, looked at and measured: the screen that every client gets first, then by groups, with a search.
import { el, uid } from "../widgets/js/dom.js";
import { icon } from "../widgets/js/parts.js";

const GROUPS = ["first", "complaint", "symptom", "measure", "skin", "history", "medicine", "event", "client", "allergy", "consent", "therapist"];

export function createAsking({ props, words, ask }) {
  const buttons = new Map();
  const search = uid("ask");
  const found = el("p", { class: "bc-how", role: "status" });
  const field = el("input", { id: search, type: "search", class: "bc-field bc-wide", autocomplete: "off", oninput: () => paintAll() });
  let state = { asked: [], known: [], opened: [] };
  let closed = false;

  const groups = GROUPS.map((group) => {
    const facts = props.facts.filter((fact) => fact.group === group);
    const list = el("ul", { class: "bc-ask-list" });
    for (const fact of facts) {
      const sign = el("span", { class: "bc-ask-sign", "aria-hidden": "true" });
      const after = el("span", { class: "bc-hidden" });
      const button = el("button", { type: "button", class: "bc-ask", data: { fact: fact.id }, onclick: () => press(fact.id) }, sign, el("span", null, fact.label), after);
      const item = el("li", null, button);
      list.append(item);
      buttons.set(fact.id, { button, item, fact, sign, after });
    }
    const count = el("span", { class: "bc-ask-count" });
    const node = el("details", { class: "bc-ask-group", data: { group }, open: group === "first" },
      el("summary", null, el("span", null, words(`case.group.${group}`)), count), list);
    return { group, facts, node, count, open: group === "first" };
  }).filter(({ facts }) => facts.length);
  // While a search is on the groups open and close by themselves; afterwards they are as they were left.
  for (const group of groups) group.node.addEventListener("toggle", () => { if (!field.value.trim()) group.open = group.node.open; });

  const node = el("section", { class: "bc-asking bc-screen-only", "aria-label": words("case.ask") },
    el("h4", { class: "bc-case-heading" }, words("case.ask")), el("p", { class: "bc-how" }, words("case.ask.how")),
    el("div", { class: "bc-ask-search" }, el("label", { for: search }, words("case.ask.search")), field, found),
    el("div", { class: "bc-ask-groups" }, groups.map((group) => group.node)));

  function press(name) {
    const { button } = buttons.get(name);
    if (closed || button.getAttribute("aria-disabled") === "true") return;
    ask(name);
  }

  function paintAll() {
    const wanted = field.value.trim().toLowerCase();
    let hits = 0;
    for (const group of groups) {
      let shown = 0;
      let open = 0;
      for (const fact of group.facts) {
        const { button, item, sign, after } = buttons.get(fact.id);
        const done = state.asked.includes(fact.id) || state.known.includes(fact.id);
        const there = fact.alone || state.opened.includes(fact.id) || done;
        const fits = !wanted || `${fact.label} ${fact.ask}`.toLowerCase().includes(wanted);
        // What the booking note told needs no button at all.
        item.hidden = !(there && fits) || (state.known.includes(fact.id) && !state.asked.includes(fact.id));
        if (!item.hidden) shown += 1;
        if (!item.hidden && !done) open += 1;
        button.setAttribute("aria-disabled", String(done || closed));
        sign.replaceChildren(...(done ? [icon("right")] : []));
        after.textContent = done ? ` ${words("case.ask.done")}` : "";
      }
      group.node.hidden = shown === 0;
      group.count.textContent = words("case.ask.open", { n: open });
      group.node.open = wanted ? shown > 0 : group.open;
      hits += wanted ? open : 0;
    }
    found.textContent = wanted ? words("case.ask.found", { n: hits }) : "";
  }

  return {
    node,
    paint(next) {
      state = next;
      paintAll();
    },
    close() {
      closed = true;
      paintAll();
    },
    open() {
      closed = false;
      paintAll();
    },
    remove: () => node.remove(),
  };
}
