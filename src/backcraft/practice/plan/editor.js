// Builds a plan step by step: add, move, change, remove, by buttons alone. The free planner and the questions share it.
import { announcer, calm, el, uid } from "../../widgets/js/dom.js";
import { icon } from "../../widgets/js/parts.js";
import { createStepForm } from "./form.js";
import { capital, details, plainly, totalOf } from "./outline.js";
import { createTimeline } from "./timeline.js";

const NEW = { stroke: null, regions: [], side: "both", minutes: 2, times: null, stay: null, way: null };

// vocabulary: {strokes, areas, most}; models: {id: name or {name}} where an order can be chosen, else null.
// changed({typing}) is called at each change. cautions: hatch the areas with a caution (never in a question).
export function createEditor({ vocabulary, models = null, words, asset, changed, label, cautions = false }) {
  const { strokes, most } = vocabulary;
  const voice = announcer();
  const modelId = uid("order");
  let steps = [];
  let model = "";
  let open = null; // the step whose form is open, by its key
  let form = null;
  let removed = null;
  let marked = new Set();
  let keys = 0;

  const order = models ? el("select", { class: "bc-field", id: modelId, onchange: () => {
    model = order.value;
    changed();
  } }, el("option", { value: "" }, words("plan.model.none")),
  Object.entries(models).map(([id, known]) => el("option", { value: id }, known.name ?? known))) : null;
  const list = el("ol", { class: "bc-plan-steps", "aria-label": words("plan.steps") });
  const back = el("p", { class: "bc-plan-back", hidden: true });
  const total = el("p", { class: "bc-plan-total" });
  const add = el("button", { type: "button", class: "bc-button", onclick: addStep }, words("plan.add"));
  const timeline = createTimeline({ vocabulary, words });
  const node = el("div", { class: "bc-plan-editor bc-screen-only", role: "group", ...label },
    order ? el("div", { class: "bc-plan-order" }, el("label", { for: modelId }, words("plan.model")), order) : null,
    list, back, el("div", { class: "bc-actions" }, add, total), timeline.node, voice.node);

  const nameOf = (step) => strokes[step.stroke].name;
  const at = (key) => steps.findIndex((step) => step.key === key);

  function summary(step, n) {
    return el("div", { class: "bc-plan-what" },
      el("p", { class: "bc-plan-name" }, el("span", { class: "bc-plan-at" }, `${n}.`), " ", capital(nameOf(step)), " ", el("span", { class: "bc-tag" }, words("plan.minutes_n", { n: plainly(step.minutes) })),
        marked.has(n - 1) ? el("span", { class: "bc-plan-mark" }, " ! ", el("span", { class: "bc-hidden" }, words("plan.wrong"))) : null),
      el("p", { class: "bc-how" }, details(step, { areas: vocabulary.areas, words }).join(" · ")));
  }

  function button(way, step, n) {
    const end = way === "up" ? n === 1 : n === steps.length;
    return el("button", { type: "button", class: "bc-button bc-square", data: { way }, "aria-disabled": String(end),
      "aria-label": words(`ordering.${way}`, { text: words("plan.step", { n, stroke: nameOf(step) }) }), onclick: () => move(step.key, way === "up" ? -1 : 1) }, icon(way));
  }

  function row(step, i) {
    const n = i + 1;
    const isOpen = step.key === open;
    const formId = `${modelId}-form-${step.key}`;
    return el("li", { class: "bc-plan-step", data: { key: step.key, depth: strokes[step.stroke].depth, marked: marked.has(i) || null } },
      el("div", { class: "bc-plan-row" }, summary(step, n),
        el("div", { class: "bc-plan-buttons" }, button("up", step, n), button("down", step, n),
          el("button", { type: "button", class: "bc-button", data: { act: "change" }, "aria-expanded": String(isOpen), "aria-controls": isOpen ? formId : null,
            "aria-label": words("plan.change.step", { n, stroke: nameOf(step) }), onclick: () => toggle(step.key) }, words("plan.change")),
          el("button", { type: "button", class: "bc-button bc-quiet", data: { act: "remove" }, "aria-label": words("plan.remove.step", { n, stroke: nameOf(step) }),
            onclick: () => remove(step.key) }, words("plan.remove")))),
      isOpen ? el("div", { class: "bc-plan-form", id: formId }, form.node) : null);
  }

  // Draws the steps anew; the form that is open stays the same nodes, so that nothing typed or focused there is lost.
  function paint() {
    const focused = document.activeElement;
    const kept = form?.node.contains(focused) ? focused : null;
    const was = kept ? null : list.contains(focused) ? [focused.closest("li").dataset.key, focused.dataset.way ?? focused.dataset.act] : null;
    list.replaceChildren(...steps.map(row));
    list.hidden = steps.length === 0;
    if (kept) kept.focus({ preventScroll: true });
    else if (was) find(was[0])?.querySelector(`[data-way="${was[1]}"], [data-act="${was[1]}"]`)?.focus({ preventScroll: true });
    paintRest();
  }

  function paintRest() {
    total.textContent = steps.length ? words(steps.length === 1 ? "plan.total.one" : "plan.total", { n: steps.length, minutes: plainly(totalOf(steps)) }) : "";
    const full = steps.length >= most.steps;
    add.setAttribute("aria-disabled", String(full));
    add.title = full ? words("plan.long", { n: most.steps }) : "";
    back.hidden = !removed;
    timeline.update(steps, marked);
  }

  function find(key) {
    return list.querySelector(`li[data-key="${key}"]`);
  }

  function settle(options) {
    marked = new Set();
    paint();
    changed(options);
  }

  function addStep() {
    if (steps.length >= most.steps) {
      voice.say(words("plan.long", { n: most.steps }));
      return;
    }
    const last = steps.at(-1);
    keys += 1;
    const step = { ...NEW, stroke: Object.keys(strokes)[0], regions: [...(last?.regions ?? [])], side: last?.side ?? "both", key: String(keys) };
    steps.push(step);
    openForm(step.key);
    settle();
    voice.say(words("plan.added", { n: steps.length }));
    form.focus();
    find(step.key).scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  function openForm(key) {
    open = key;
    form = key === null ? null : createStepForm({ step: steps[at(key)], vocabulary, words, asset, cautions,
      set(change, options) {
        Object.assign(steps[at(key)], change);
        // While somebody types, only what stands outside the form is drawn.
        const here = find(key).querySelector(".bc-plan-what");
        here.replaceWith(summary(steps[at(key)], at(key) + 1));
        find(key).dataset.depth = strokes[steps[at(key)].stroke].depth;
        for (const [name, word] of [["change", "plan.change.step"], ["remove", "plan.remove.step"]]) {
          find(key).querySelector(`[data-act="${name}"]`).setAttribute("aria-label", words(word, { n: at(key) + 1, stroke: nameOf(steps[at(key)]) }));
        }
        paintRest();
        changed(options);
      },
      noticed: () => changed({ typing: true }),
      close: () => toggle(key) });
  }

  function toggle(key) {
    openForm(open === key ? null : key);
    paint();
    if (open === null) find(key).querySelector('[data-act="change"]').focus();
    else form.focus();
  }

  function move(key, by) {
    const from = at(key);
    const to = from + by;
    const step = steps[from];
    if (to < 0 || to >= steps.length) {
      voice.say(words("plan.moved.end", { stroke: nameOf(step), n: from + 1, of: steps.length }));
      return;
    }
    steps.splice(from, 1);
    steps.splice(to, 0, step);
    settle();
    voice.say(words("plan.moved", { stroke: nameOf(step), n: to + 1, of: steps.length }));
  }

  function remove(key) {
    const i = at(key);
    const [step] = steps.splice(i, 1);
    if (open === key) openForm(null);
    removed = { step, i };
    const text = words("plan.removed", { n: i + 1, stroke: nameOf(step) });
    const undo = el("button", { type: "button", class: "bc-button", onclick: putBack }, words("plan.put_back"));
    back.replaceChildren(text, " ", undo);
    settle();
    undo.focus();
    voice.say(text);
  }

  function putBack() {
    const { step, i } = removed;
    removed = null;
    steps.splice(i, 0, step);
    settle();
    find(step.key).querySelector('[data-act="change"]').focus();
  }

  paint();
  return {
    node,
    // The plan as the kernel reads it; null while there is none.
    get: () => (steps.length || model ? { steps: steps.map(({ key, ...step }) => ({ ...step })), model } : null),
    // Shows a plan; steps whose stroke is gone from the course are left out.
    set(plan) {
      openForm(null);
      removed = null;
      marked = new Set();
      steps = (plan?.steps ?? []).filter((step) => strokes[step.stroke]).map((step) => {
        keys += 1;
        return { ...NEW, ...step, regions: step.regions.filter((id) => vocabulary.areas[id]), key: String(keys) };
      });
      model = plan?.model ?? "";
      if (order) order.value = models[model] ? model : "";
      paint();
    },
    // Why the plan cannot be kept as it is shown, or null.
    problem: () => form?.problem() ?? null,
    mark(found) {
      marked = found;
      for (const [i, { key }] of steps.entries()) {
        const li = find(key);
        if (marked.has(i)) li.dataset.marked = "true";
        else delete li.dataset.marked;
        li.querySelector(".bc-plan-what").replaceWith(summary(steps[i], i + 1));
      }
      timeline.update(steps, marked);
    },
    go(i) {
      const li = steps[i] && find(steps[i].key);
      if (li) li.querySelector('[data-act="change"]').focus();
    },
    focus: () => (form ? form.focus() : steps.length ? find(steps[0].key).querySelector('[data-act="change"]').focus() : add.focus()),
  };
}

// A plan that is not changed any more: its steps one below another, and the picture.
export function createPlanView({ plan, vocabulary, words, marked = new Set(), model = "" }) {
  const steps = plan.steps.filter((step) => vocabulary.strokes[step.stroke]);
  const timeline = createTimeline({ vocabulary, words });
  timeline.update(steps, marked);
  return el("div", { class: "bc-plan-kept" },
    model ? el("p", { class: "bc-how" }, words("plan.model.sheet", { model })) : null,
    el("ol", { class: "bc-plan-steps", "aria-label": words("plan.steps") }, steps.map((step, i) => el("li", { class: "bc-plan-step", data: { depth: vocabulary.strokes[step.stroke].depth, marked: marked.has(i) || null } },
      el("div", { class: "bc-plan-what" },
        el("p", { class: "bc-plan-name" }, el("span", { class: "bc-plan-at" }, `${i + 1}.`), " ", capital(vocabulary.strokes[step.stroke].name), " ", el("span", { class: "bc-tag" }, words("plan.minutes_n", { n: plainly(step.minutes) })),
          marked.has(i) ? el("span", { class: "bc-plan-mark" }, " ! ", el("span", { class: "bc-hidden" }, words("plan.wrong"))) : null),
        el("p", { class: "bc-how" }, details(step, { areas: vocabulary.areas, words }).join(" · ")))))),
    el("p", { class: "bc-plan-total" }, words(steps.length === 1 ? "plan.total.one" : "plan.total", { n: steps.length, minutes: plainly(totalOf(steps)) })),
    timeline.node);
}
