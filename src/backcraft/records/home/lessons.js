// The lessons as a list: each a link, with what was read, answered and mastered.
import { el, uid } from "../../widgets/js/dom.js";
import { icon } from "../../widgets/js/parts.js";

export const MEASURES = [
  { key: "read", of: "sections" },
  { key: "answered", of: "questions" },
  { key: "played", of: "cases" },
  { key: "trained", of: "exercises" },
  { key: "mastered", of: "goals" },
];

// What a lesson counts, as numbers: [{key, n, of}], without what the lesson has none of.
export function measures(lesson) {
  return MEASURES.map(({ key, of }) => ({ key, n: lesson[key], of: of === "goals" ? lesson.goals.length : lesson[of] })).filter((m) => m.of > 0);
}

// A click on a link to a lesson: the course view opens it in this tab; without it the link leads there itself.
export function opens(root, path) {
  return (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const asked = new CustomEvent("backcraft:open", { bubbles: true, composed: true, cancelable: true, detail: { path } });
    if (!root.dispatchEvent(asked)) event.preventDefault();
  };
}

function meter({ key, n, of }, words) {
  return el("li", { class: "bc-home-meter", data: { measure: key, full: String(n === of) } },
    el("span", null, words(`home.${key}`, { n, of })),
    el("span", { class: "bc-home-bar", "aria-hidden": "true" }, el("span", { style: `inline-size: ${(100 * n) / of}%` })));
}

function goals(lesson, inARow, words) {
  if (!lesson.goals.length) return null;
  // A dot for each answer in the row that masters the goal; the words beside them say the same.
  const dots = (goal) => el("span", { class: "bc-home-dots", "aria-hidden": "true", data: { mastered: String(goal.mastered) } },
    goal.mastered ? icon("right") : Array.from({ length: inARow }, (_, i) => el("i", { data: { on: String(i < goal.in_a_row) } })));
  const word = (goal) => (goal.mastered ? words("home.goal.mastered")
    : goal.answered ? words("home.goal.begun", { n: goal.in_a_row, of: inARow }) : words("home.goal.open"));
  return el("details", { class: "bc-home-goals" },
    el("summary", null, words("home.goals"), el("span", { class: "bc-hidden" }, `: ${lesson.title}`)),
    el("p", { class: "bc-how" }, words("home.goals_how", { n: inARow })),
    el("ul", null, lesson.goals.map((goal) => el("li", null, dots(goal),
      el("span", null, el("span", null, goal.text), " ", el("span", { class: "bc-home-goal-state" }, word(goal)))))));
}

function card(lesson, props, words, root) {
  const begun = lesson.last > 0;
  const facts = [
    lesson.minutes ? words("home.minutes.long", { n: lesson.minutes }) : null,
    ...(begun ? [] : measures(lesson).filter((m) => m.key !== "mastered").map((m) => words(`home.has.${m.key}${m.of === 1 ? ".one" : ""}`, { n: m.of }))),
  ].filter(Boolean).join(" · ");
  return el("li", { class: "bc-home-lesson", data: { begun: String(begun), done: String(begun && lesson.done) } },
    el("span", { class: "bc-home-number", "aria-hidden": "true" }, begun && lesson.done ? "✓" : String(lesson.number)),
    el("div", { class: "bc-home-body" },
      el("h3", null, el("a", { href: lesson.path, onclick: opens(root, lesson.path) }, lesson.title),
        lesson.safety ? el("span", { class: "bc-tag" }, words("home.safety")) : null,
        lesson.slips ? el("span", { class: "bc-tag bc-home-slips" }, words("home.slips", { n: lesson.slips })) : null),
      el("p", { class: "bc-home-summary" }, lesson.summary),
      facts ? el("p", { class: "bc-how" }, facts) : null,
      begun ? el("ul", { class: "bc-home-meters" }, measures(lesson).map((m) => meter(m, words))) : null,
      goals(lesson, props.in_a_row, words)));
}

// What is no lesson of its own: to look things up in.
export function besideList({ beside }, words, root) {
  if (!beside?.length) return null;
  const id = uid("beside");
  return el("section", { class: "bc-home-beside", "aria-labelledby": id },
    el("h2", { id }, words("home.beside")),
    el("ul", null, beside.map(({ title, path }) => el("li", null, el("a", { href: path, onclick: opens(root, path) }, title)))));
}

export function lessonList(props, words, root) {
  const { lessons, coming } = props;
  return el("div", { class: "bc-home-list" },
    lessons.length ? el("ol", { class: "bc-home-lessons" }, lessons.map((lesson) => card(lesson, props, words, root)))
      : el("p", null, words("home.none")),
    coming.length ? el("details", { class: "bc-home-coming" },
      el("summary", null, words("home.coming", { n: coming.length })),
      el("p", { class: "bc-how" }, words("home.coming_how")),
      el("ul", null, coming.map((title) => el("li", null, title)))) : null);
}
