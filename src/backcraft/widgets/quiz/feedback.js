// What a learner reads after an answer was checked, and at the end of a quiz.
import { el, inline, markdown } from "../js/dom.js";
import { icon } from "../js/parts.js";

const SHARES = [["small", 0], ["quarter", 0.25], ["third", 1 / 3], ["half", 0.5], ["two_thirds", 2 / 3], ["three_quarters", 0.75], ["most", 1]];

// A share of the mark as people say it.
export function share(score) {
  return SHARES.reduce((best, next) => (Math.abs(next[1] - score) < Math.abs(best[1] - score) ? next : best))[0];
}

export function signed(points) {
  return points > 0 ? `+${points}` : String(points).replace("-", "−");
}

// The word for a verdict; an answer that no key marks is kept, and who looks at it depends on what came back.
export function verdictWord(feedback, words) {
  if (!feedback || feedback.changed || feedback.damaged) return words("quiz.kept");
  if (feedback.verdict === "kept") return words(feedback.model ? "quiz.compare" : "quiz.kept_teacher");
  return words(`quiz.verdict.${feedback.verdict}`);
}

function line(feedback, words) {
  if (!feedback) return words("quiz.kept_later");
  if (feedback.changed) return words("quiz.changed");
  if (feedback.damaged) return words("quiz.damaged");
  if (feedback.verdict === "kept") return words(feedback.model ? "quiz.compare_how" : "quiz.kept_later");
  if (feedback.verdict === "partly") return words(`quiz.share.${share(feedback.score)}`, { percent: Math.round(feedback.score * 100) });
  return null;
}

function pointsLine({ points, score }, certainty, words) {
  return el("p", { class: "bc-points" }, el("strong", null, words("quiz.points", { points: signed(points) })), " ",
    words(score === 1 ? "quiz.points_right" : "quiz.points_wrong", { sure: words(`quiz.sure.${certainty}`) }));
}

function sourceList(sources, words) {
  return el("details", { class: "bc-sources" }, el("summary", null, words("quiz.sources")),
    el("ul", null, sources.map(({ label, title, found }) =>
      el("li", null, el("p", null, el("strong", null, label), " · ", inline(title)), found ? el("p", { class: "bc-how" }, inline(found)) : null))));
}

// The panel under a checked answer. head is where the keyboard goes after checking.
export function panel({ feedback, certainty, words, then }) {
  const verdict = feedback?.verdict ?? "kept";
  const said = line(feedback, words);
  const head = el("p", { class: "bc-verdict-word" }, icon(verdict), verdictWord(feedback, words));
  const node = el("div", { class: "bc-verdict", data: { verdict } },
    head,
    said ? el("p", { class: "bc-verdict-line" }, said) : null,
    typeof feedback?.points === "number" ? pointsLine(feedback, certainty, words) : null,
    feedback?.explanation ? el("div", { class: "bc-explanation" }, markdown(feedback.explanation)) : null,
    feedback?.sources?.length ? sourceList(feedback.sources, words) : null,
    el("div", { class: "bc-actions bc-screen-only" }, then));
  return { node, head };
}

// How a whole attempt went. feedbacks: one a question, null where none was given.
export function summary({ feedbacks, words, title, actions }) {
  const marked = feedbacks.filter((f) => typeof f?.score === "number");
  const count = (verdict) => feedbacks.filter((f) => (f?.verdict ?? "kept") === verdict).length;
  const counts = ["right", "partly", "wrong", "kept"].filter((verdict) => count(verdict));
  const mark = marked.reduce((sum, f) => sum + f.score, 0);
  const points = feedbacks.filter((f) => typeof f?.points === "number");
  const head = el("h4", { class: "bc-summary-title" }, title);
  const node = el("section", { class: "bc-summary" },
    head,
    el("ul", { class: "bc-counts" }, counts.map((verdict) => el("li", { data: { verdict } }, icon(verdict),
      words(`quiz.count.${verdict}`, { n: count(verdict) })))),
    marked.length ? el("p", null, words("quiz.mark", { mark: String(Number(mark.toFixed(2))), of: marked.length })) : null,
    points.length ? el("p", null, words("quiz.points_all", { points: signed(points.reduce((sum, f) => sum + f.points, 0)) }), " ",
      el("span", { class: "bc-how" }, words("quiz.points_beside"))) : null,
    actions);
  return { node, head };
}
