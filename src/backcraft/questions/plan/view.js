// A session to plan: the planner's editor without its rules, and after checking what each finding cost.
import { el, inline } from "../../widgets/js/dom.js";
import { part, parts } from "../../widgets/js/parts.js";
import { createEditor, createPlanView } from "../../practice/plan/editor.js";
import { createSheet } from "../../practice/plan/sheet.js";

// The steps that a note is about; its part is the rule and, after a stroke, the steps' numbers.
function stepsOf(notes) {
  return new Set(notes.filter((note) => note.state === "wrong").flatMap((note) => (note.part.split("/")[1] ?? "").split(",").filter(Boolean).map(Number)));
}

function create(item, desk, { labelledby }) {
  const { words, asset } = desk;
  const editor = createEditor({ vocabulary: item.vocabulary, models: item.models, words, asset, changed: (how) => {
    paint();
    desk.changed(how);
  }, label: { "aria-labelledby": labelledby } });
  const paper = el("div", { class: "bc-paper-only" });
  const node = el("div", { class: "bc-plan-question" }, editor.node, paper);
  const lines = () => el("div", { class: "bc-plan-lines" }, Array.from({ length: item.lines }, () => el("div")));

  function paint(open = null) {
    const plan = editor.get();
    paper.replaceChildren(plan?.steps.length ? createSheet({ plan, client: null, open, vocabulary: item.vocabulary, models: item.models ?? {}, words }) : lines());
  }

  paint();
  return {
    node,
    empty: words("plan.empty"),
    get: () => {
      const plan = editor.get();
      return plan?.steps.length ? plan : null;
    },
    problem: editor.problem,
    set(answer) {
      editor.set(answer);
      paint();
    },
    lock(feedback) {
      const notes = feedback?.notes ?? [];
      const plan = editor.get();
      const named = (known) => (known.model && item.models ? item.models[known.model] ?? "" : "");
      const rows = notes.map((note) => {
        const [rule, steps] = note.part.split("/");
        const where = (steps ?? "").split(",").filter(Boolean).map((n) => words("plan.step.link", { n: Number(n) + 1 }));
        return part({ state: note.state, word: words(`parts.${note.state}`), text: rule === "kept" ? words("plan.state.kept") : words(`plan.rule.${rule}`), tags: where, note: note.text });
      });
      const model = feedback?.model && feedback.score < 1
        ? el("details", { class: "bc-plan-model bc-sources" }, el("summary", null, words("plan.one")), createPlanView({ plan: feedback.model, vocabulary: item.vocabulary, words, model: named(feedback.model) })) : null;
      node.replaceChildren(
        plan?.steps.length ? el("div", null, el("h5", { class: "bc-minor" }, words("plan.yours")), createPlanView({ plan, vocabulary: item.vocabulary, words, marked: stepsOf(notes), model: named(plan) }))
          : el("p", { class: "bc-how" }, words("parts.none")),
        rows.length ? parts(words("plan.findings"), rows) : "", model ?? "");
    },
    focus: editor.focus,
  };
}

export default { create };
