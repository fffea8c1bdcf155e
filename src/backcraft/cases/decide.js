// The decision: six plain cards in order of gravity, how sure, what it rests on, what to do, and what to say.
import { el, goTo, uid } from "../widgets/js/dom.js";
import { choice } from "../widgets/js/parts.js";

const MOST = 2000;

// A group of checkboxes whose choices can be offered anew; what was ticked stays ticked.
function ticks({ legend, how, changed }) {
  const body = el("div", { class: "bc-choices" });
  const boxes = new Map();
  return {
    node: el("fieldset", { class: "bc-decide-part" }, el("legend", null, legend), el("p", { class: "bc-how" }, how), body),
    offer(items) {
      for (const { id, text, small = null } of items) {
        if (boxes.has(id)) continue;
        const made = choice({ type: "checkbox", value: id, text, small, onchange: changed });
        boxes.set(id, made);
        body.append(made.node);
      }
      for (const [id, { node }] of boxes) {
        if (items.some((item) => item.id === id)) continue;
        node.remove();
        boxes.delete(id);
      }
      // In the order of the items, without moving a box that has the keyboard.
      items.forEach((item, i) => {
        const { node } = boxes.get(item.id);
        if (body.children[i] !== node) body.insertBefore(node, body.children[i] ?? null);
      });
    },
    get: () => [...boxes].filter(([, { input }]) => input.checked).map(([id]) => id),
    set(ids) {
      for (const [id, { input }] of boxes) input.checked = ids.includes(id);
    },
  };
}

export function createDecide({ scene, props, words, changed, commit }) {
  const name = uid("decide");
  const cards = props.decisions.map((decision) => choice({ type: "radio", name, value: decision, text: words(`case.decision.${decision}`),
    small: words(`case.decision.${decision}.how`), onchange: () => update() }));
  const sure = [1, 2, 3].map((value) => choice({ type: "radio", name: `${name}-sure`, value, text: words(`case.sure.${value}`), onchange: () => update() }));
  const rests = ticks({ legend: words("case.rests"), how: words("case.rests.how"), changed: () => update() });
  const plan = ticks({ legend: words("case.plan"), how: words("case.plan.how"), changed: () => update() });
  plan.offer(scene.plan.map(({ id, text }) => ({ id, text })));
  const sayId = uid("say");
  const text = el("textarea", { id: sayId, class: "bc-field bc-wide", rows: 3, maxlength: MOST, "aria-describedby": `${sayId}-how`, oninput: () => changed({ typing: true }), onchange: () => changed() });
  const whyId = uid("why");
  const why = el("p", { class: "bc-why", id: whyId });
  const button = el("button", { type: "button", class: "bc-button bc-main", "aria-describedby": whyId, onclick: commit }, words(props.graded ? "case.commit.graded" : "case.commit"));
  const head = el("h4", { class: "bc-case-heading" }, words("case.decide"));
  const fields = el("div", { class: "bc-decide-fields" },
    el("fieldset", { class: "bc-decide-part" }, el("legend", null, words("case.decision")), el("div", { class: "bc-decide-cards" }, cards.map((c) => c.node))),
    rests.node, plan.node,
    el("div", { class: "bc-decide-part" }, el("label", { class: "bc-decide-label", for: sayId }, words("case.say")), el("p", { class: "bc-how", id: `${sayId}-how` }, words("case.say.how")), text),
    el("fieldset", { class: "bc-decide-part" }, el("legend", null, words("case.sure")), el("div", { class: "bc-decide-sure" }, sure.map((c) => c.node))),
    el("div", { class: "bc-actions" }, button, why));
  const opener = el("button", { type: "button", class: "bc-button bc-main", "aria-expanded": "false", onclick: () => open(true) }, words("case.decide.open"));
  const gate = el("div", { class: "bc-decide-gate bc-screen-only" }, opener, el("p", { class: "bc-how" }, words("case.decide.how")));
  const panel = el("section", { class: "bc-decide", hidden: true, "aria-label": words("case.decide") }, head, fields);
  const node = el("div", { class: "bc-decide-whole" }, gate, panel);

  function open(go = false) {
    panel.hidden = false;
    gate.hidden = true;
    if (go) goTo(head);
  }

  const decision = () => cards.find((c) => c.input.checked)?.input.value ?? null;
  const certainty = () => Number(sure.find((c) => c.input.checked)?.input.value) || null;

  function lacking() {
    if (decision() === null) return words("case.lack.decision");
    if (certainty() === null) return words("case.lack.sure");
    return null;
  }

  function paint() {
    const lack = lacking();
    button.setAttribute("aria-disabled", String(lack !== null));
    why.textContent = lack ?? words("case.commit.how");
  }

  function update() {
    paint();
    changed();
  }

  function lock(on = true) {
    fields.toggleAttribute("inert", on);
  }

  paint();
  return {
    node, lacking, certainty,
    get: () => ({ decision: decision(), rests_on: rests.get(), plan: plan.get(), say: text.value }),
    set(answer, sureness, findings) {
      this.offer(findings);
      for (const { input } of cards) input.checked = input.value === answer.decision;
      for (const { input } of sure) input.checked = Number(input.value) === sureness;
      rests.set(answer.rests_on);
      plan.set(answer.plan);
      if (text.value !== answer.say) text.value = answer.say;
      if (answer.decision || answer.say || answer.plan.length || answer.rests_on.length) open();
      paint();
    },
    // What the decision may rest on: what is out of the ordinary first.
    offer(findings) {
      const order = [...findings.filter((f) => f.odd), ...findings.filter((f) => !f.odd)];
      rests.offer(order.map((f) => ({ id: f.fact, text: `${f.label}: ${f.value}` })));
    },
    lack: () => button.focus(),
    lock,
    unlock: () => lock(false),
    close: () => node.remove(),
  };
}
