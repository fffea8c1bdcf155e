// How an exam went: the mark, what to read again with links, area by area, goal by goal, and the questions themselves.
import { el, uid } from "../../widgets/js/dom.js";
import { icon } from "../../widgets/js/parts.js";
import { panel } from "../../widgets/quiz/feedback.js";
import { opens } from "../home/lessons.js";
import { createCards } from "./paper.js";
import { repeat } from "./start.js";

const marks = (n) => String(Number(n.toFixed(2)));

// "question 3" or "questions 3, 7".
function numbered(list, words) {
  return words(list.length === 1 ? "exam.numbers.one" : "exam.numbers", { list: list.join(", ") });
}

function taken(seconds, words) {
  const n = Math.round(seconds / 60);
  return n > 1 ? words("exam.time.taken", { n }) : words("exam.time.taken.one");
}

function again(exam, { report }) {
  const { words } = exam;
  if (!report.again.length) return el("p", null, words("exam.all_right"));
  const line = (key, list) => (list.length ? el("p", { data: { why: key } }, words(`exam.read.${key}`, { list: numbered(list, words) })) : null);
  const item = (one) => el("li", null,
    el("h5", null, lessonLink(exam, one, one.title)),
    line("emergencies", one.emergencies), line("safety", one.safety), line("others", one.others),
    one.sections.length ? el("p", { class: "bc-how" }, words("exam.read.sections", { list: one.sections.map((title) => words("exam.section", { title })).join(", ") })) : null);
  const id = uid("again");
  return el("section", { class: "bc-exam-again", "aria-labelledby": id },
    el("h4", { id }, words("exam.again")), el("p", { class: "bc-how bc-screen-only" }, words("exam.read.how")), el("ol", null, report.again.map(item)));
}

function lessonLink(exam, { slug }, text) {
  const path = `${slug}.ipynb`;
  return el("a", { class: "bc-exam-link", href: path, onclick: opens(exam.root, path) }, text);
}

function table(exam, parts, title, column) {
  const { words } = exam;
  const lost = (part) => part.won < part.of;
  const where = (part) => (part.slug && lost(part) ? el("p", null, lessonLink(exam, part, words("exam.read.lesson", { title: part.lesson }))) : null);
  const row = (part) => el("tr", { data: { lost: String(lost(part)) } }, el("th", { scope: "row" }, part.name, where(part)),
    el("td", null, words("home.of", { n: marks(part.won), of: part.of })));
  return el("details", { class: "bc-exam-parts" }, el("summary", null, title), el("table", null,
    el("thead", null, el("tr", null, el("th", { scope: "col" }, column), el("th", { scope: "col" }, words("exam.column.won")))),
    el("tbody", null, parts.map(row))));
}

// The questions with what came back, made when they are asked for.
function review(exam, { sitting }) {
  const { words } = exam;
  const list = el("div", { class: "bc-questions" });
  const all = el("button", { type: "button", class: "bc-button bc-quiet", "aria-pressed": "false", hidden: true });
  const node = el("details", { class: "bc-exam-review bc-screen-only" }, el("summary", null, words("exam.answers")), el("div", { class: "bc-actions" }, all), list);
  const late = new Set(sitting.report.late);
  let made = false;
  node.addEventListener("toggle", async () => {
    if (!node.open || made) return;
    made = true;
    const cards = await createCards(exam, sitting, { announce: exam.voice.say, moved() {} });
    const lost = [];
    for (const card of cards) {
      const key = `${sitting.attempt}/${card.item.id}`;
      const record = exam.records.get(key);
      const found = record && record.answer !== null ? exam.feedback.get(key) ?? null : null;
      if (record) card.set(record.answer);
      card.lock(found);
      const said = found ? panel({ feedback: found, certainty: null, words, then: [] }).node
        : el("p", { class: "bc-how" }, words("quiz.unanswered"));
      const tag = late.has(card.item.number) ? el("p", null, el("span", { class: "bc-tag" }, words("exam.late.tag"))) : null;
      card.node.append(...[tag, said].filter(Boolean));
      if (found?.verdict === "right") lost.push(card.node);
    }
    list.replaceChildren(...cards.map((card) => card.node));
    const some = cards.length - lost.length;
    const paint = (only) => {
      lost.forEach((right) => { right.hidden = only; });
      all.textContent = only ? words("exam.answers.all", { n: cards.length }) : words("exam.answers.lost", { n: some });
      all.onclick = () => paint(!only);
    };
    all.hidden = !lost.length || !some;
    all.removeAttribute("aria-pressed");
    paint(some > 0 && lost.length > 0);
  });
  return node;
}

export function createReport(exam, props) {
  const { words } = exam;
  const { sitting } = props;
  const { report } = sitting;
  const head = el("h4", { class: "bc-exam-verdict" }, icon(report.passed ? "right" : "missed"), words(report.passed ? "exam.passed" : "exam.failed"));
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const once = async () => {
    const failed = await repeat(exam, sitting.number, sitting.minutes !== null);
    problem.hidden = !failed;
    problem.textContent = failed ?? "";
  };
  const node = el("div", { class: "bc-exam-report" },
    el("section", { class: "bc-exam-result", data: { passed: String(report.passed), missed: String(report.missed.length > 0) } },
      head,
      el("p", { class: "bc-exam-mark" }, words("exam.mark", { mark: report.mark, won: marks(report.won), of: report.of, pass_mark: props.about.pass_mark })),
      report.missed.length ? el("p", { class: "bc-exam-missed" }, words("exam.missed", { list: numbered(report.missed, words) })) : null,
      report.unanswered ? el("p", null, words("exam.unanswered", { n: report.unanswered })) : null,
      report.late.length ? el("p", null, words("exam.late", { list: numbered(report.late, words), in_time: report.in_time })) : null,
      sitting.seconds !== null ? el("p", { class: "bc-how" }, taken(sitting.seconds, words)) : null,
      report.changed ? el("p", { class: "bc-how" }, words("exam.changed", { n: report.changed })) : null),
    again(exam, sitting),
    table(exam, report.areas, words("exam.by_area"), words("exam.column.area")),
    table(exam, report.objectives, words("exam.by_objective"), words("exam.column.objective")),
    review(exam, props),
    problem,
    el("div", { class: "bc-actions bc-screen-only" },
      el("button", { type: "button", class: "bc-button", onclick: () => exam.start() }, words("exam.another")),
      el("button", { type: "button", class: "bc-button bc-quiet", onclick: once }, words("exam.repeat", { number: sitting.number }))),
    el("p", { class: "bc-how" }, words("exam.own")));
  return { node, head };
}
