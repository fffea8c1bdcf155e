// One page for the treatment room: who comes, the steps with their times, the picture, what to keep clear, room for notes.
import { el } from "../../widgets/js/dom.js";
import { capital, places, plainly, spans, totalOf } from "./outline.js";
import { createTimeline } from "./timeline.js";

const COLUMNS = ["from", "stroke", "where", "how"];

function rows(steps, { vocabulary, words }) {
  const times = spans(steps.map((step) => step.minutes));
  const where = steps.map((step) => places(step.regions, vocabulary.areas, words) || words("plan.none"));
  return steps.map((step, i) => el("tr", null,
    el("th", { scope: "row" }, i + 1),
    el("td", null, `${plainly(times[i][0])}–${plainly(times[i][1])}`),
    el("td", null, capital(vocabulary.strokes[step.stroke].name)),
    el("td", null, i && where[i] === where[i - 1] ? words("plan.sheet.same") : where[i]),
    el("td", null, [step.way ? words(`plan.way.${step.way}`).toLowerCase() : null, step.times === null ? null : words("plan.times_n", { n: step.times }), step.stay === null ? null : words("plan.stay_n", { n: plainly(step.stay) })]
      .filter(Boolean).join(", ") || "–")));
}

// plan: {steps, model}; client: as the kernel shows one, or null; open: how many findings stand, or null where unknown.
export function createSheet({ plan, client, open, vocabulary, models, words }) {
  const { steps, model } = plan;
  const timeline = createTimeline({ vocabulary, words, fixed: 640 });
  timeline.update(steps);
  return el("section", { class: "bc-plan-sheet", "aria-label": words("plan.title") },
    el("h4", null, client ? capital(words(client.session > 1 ? "plan.client.session" : "plan.client.one", client)) : words("plan.client.nobody")),
    client ? el("p", null, client.text) : null,
    el("p", null, words(steps.length === 1 ? "plan.total.one" : "plan.total", { n: steps.length, minutes: plainly(totalOf(steps)) }), ". ",
      model && models[model] ? words("plan.model.sheet", { model: models[model].name ?? models[model] }) : words("plan.model.own")),
    el("table", null, el("thead", null, el("tr", null, el("th", { scope: "col" }, "#"), COLUMNS.map((key) => el("th", { scope: "col" }, words(`plan.sheet.${key}`))))),
      el("tbody", null, rows(steps, { vocabulary, words }))),
    timeline.node,
    client?.avoid.length ? el("p", null, words("plan.sheet.clear", { areas: places(client.avoid, vocabulary.areas, words) })) : null,
    client?.changes.length ? el("ul", null, client.changes.map((text) => el("li", null, text))) : null,
    open ? el("p", null, el("strong", null, words("plan.sheet.rules", { n: open }))) : null,
    el("p", { class: "bc-plan-notes" }, words("plan.notes")), el("div", { class: "bc-plan-lines", "aria-hidden": "true" }, [1, 2, 3].map(() => el("div"))));
}

// Prints the sheet alone: it stands at the end of the page for as long as the printing takes.
export function printAlone(sheet) {
  const page = el("div", { class: "bc bc-plan-page" }, sheet);
  const root = document.documentElement;
  document.body.append(page);
  root.dataset.bcPlan = "alone";
  addEventListener("afterprint", () => {
    delete root.dataset.bcPlan;
    page.remove();
  }, { once: true });
  print();
}
