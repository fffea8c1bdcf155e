// What the rules say of a plan: each finding with its rule, what was found, what would mend it, who says so, and its steps.
import { el, inline } from "../../widgets/js/dom.js";
import { sign } from "../../widgets/js/parts.js";

function one(finding, { words, go }) {
  const state = finding.weight === "advice" ? "info" : "wrong";
  const word = finding.weight === "advice" ? "plan.advice" : finding.danger ? "plan.danger" : "plan.wrong";
  const labels = finding.sources.map((source) => source.label).join(", ");
  return el("li", { class: "bc-part bc-plan-finding", data: { state, rule: finding.rule } },
    sign(state),
    el("div", { class: "bc-part-body" },
      el("p", { class: "bc-plan-rule" }, el("strong", null, words("plan.finding", { rule: words(`plan.rule.${finding.rule}`), state: words(word) }))),
      el("p", null, inline(finding.text), labels ? el("span", { class: "bc-how" }, ` (${labels})`) : null),
      el("p", { class: "bc-plan-mend" }, el("strong", null, words("plan.mend_word")), " ", inline(finding.mend)),
      go && finding.steps.length
        ? el("div", { class: "bc-plan-links bc-screen-only" }, finding.steps.map((step) => el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => go(step) },
          words("plan.go", { n: step + 1 }))))
        : null));
}

// The steps that findings are about; advice is no fault, and marks none.
export function stepsOf(findings) {
  return new Set(findings.filter((f) => f.weight !== "advice").flatMap((f) => f.steps));
}

// shown: {findings, kept}. go(step) leads to a step; without it the list is read only.
export function findingList({ shown, words, go = null }) {
  const { findings, kept } = shown;
  const open = findings.filter((f) => f.weight !== "advice");
  return [
    open.length ? null : el("p", { class: "bc-plan-good" }, sign("right"), words("plan.findings.none")),
    findings.length ? el("ul", { class: "bc-parts" }, findings.map((finding) => one(finding, { words, go }))) : null,
    kept.length ? el("p", { class: "bc-how" }, words("plan.kept", { rules: kept.map((rule) => words(`plan.rule.${rule}`)).join("; ") })) : null,
  ].filter(Boolean);
}
