// What is read after committing: the decision, what there was to find, what to do and say, the rules, both sides of conflicts.
import { el, inline, markdown } from "../widgets/js/dom.js";
import { icon, part, parts } from "../widgets/js/parts.js";

const SIGN = { right: "right", over: "partly", milder: "partly", danger: "wrong", failed: "wrong" };

const signed = (n) => (n > 0 ? `+${n}` : String(n).replace("-", "−"));
const rounded = (n) => String(Number(n.toFixed(1))).replace("-", "−");

function fold(summary, ...children) {
  return el("details", { class: "bc-sources" }, el("summary", null, summary), ...children);
}

function section(title, ...children) {
  return el("section", { class: "bc-debrief-part" }, el("h5", null, title), ...children);
}

function finding(f, words) {
  const missed = f.found === "missed";
  const state = missed ? (f.mattered || f.key ? "wrong" : "missed") : f.key ? (f.picked ? "right" : "missed") : "none";
  const word = missed ? words(f.mattered ? "case.find.mattered" : "case.find.missed")
    : f.key ? words(f.picked ? "case.find.picked" : "case.find.unpicked") : words(f.found === "told" ? "case.find.told" : "case.find.found");
  return part({ state: state === "none" ? null : state, word, text: `${f.label}: ${f.value}`, tags: f.key ? [words("case.find.key")] : [],
    note: missed ? words("case.find.ask", { ask: f.ask }) : null });
}

function choice(o, words) {
  const state = o.correct ? (o.chosen ? "right" : "missed") : o.chosen ? "wrong" : null;
  const word = o.correct ? words(o.chosen ? "case.plan.right" : "case.plan.missed") : o.chosen ? words(o.unsafe ? "case.plan.unsafe" : "case.plan.wrong") : words("case.plan.left");
  return part({ state, word, text: o.text, note: o.feedback });
}

function rule(r) {
  return el("li", { class: "bc-rule" },
    el("p", null, el("strong", null, r.name), " · ", r.decision),
    r.found.length ? el("p", { class: "bc-how" }, r.found.join("; ")) : null,
    el("p", null, inline(r.why), " ", el("span", { class: "bc-tag" }, r.sources.join(", "))),
    r.then ? el("p", null, inline(r.then)) : null);
}

function conflict(c, words) {
  return el("li", { class: "bc-conflict" }, el("p", null, el("strong", null, c.title)),
    el("ul", { class: "bc-positions" }, c.positions.map((p) => el("li", null, inline(p.text), " ", el("span", { class: "bc-tag" }, p.sources.join(", "))))),
    el("p", null, el("strong", null, words("case.conflict.course")), " ", inline(c.course)));
}

function marks(d, words) {
  const rows = d.marks.filter((m) => m.of || m.marks).map((m) => el("tr", null, el("th", { scope: "row" }, words(`case.marks.${m.id}`)),
    el("td", null, m.of ? words("case.marks.of", { n: rounded(m.marks), of: rounded(m.of) }) : rounded(m.marks))));
  return el("table", { class: "bc-case-marks" }, el("caption", { class: "bc-hidden" }, words("case.marks")), el("tbody", null, rows));
}

// feedback: null where none is given out yet; head is where the keyboard goes.
export function createDebrief({ feedback, words, certainty, again }) {
  const d = feedback?.debrief;
  const problem = el("p", { class: "bc-problem", role: "alert" });
  const actions = again ? el("div", { class: "bc-actions bc-screen-only" },
    el("button", { type: "button", class: "bc-button", onclick: async () => { problem.textContent = (await again()) ?? ""; } }, words("case.again")), problem) : null;
  if (!d) {
    const key = feedback?.changed ? "case.changed" : feedback?.damaged ? "case.damaged" : "case.kept";
    const head = el("h4", { class: "bc-verdict-word" }, words("case.kept_word"));
    return { head, node: el("div", { class: "bc-verdict", data: { verdict: "kept" } }, head, el("p", null, words(key)), actions) };
  }
  const state = SIGN[d.kind];
  const decided = (name) => words(`case.decision.${name}`);
  const head = el("h4", { class: "bc-verdict-word" }, icon(state), words(`case.verdict.${d.kind}`));
  const said = [
    d.kind === "right" ? words("case.verdict.agreed", { due: decided(d.due) }) : words("case.verdict.differs", { given: decided(d.given), due: decided(d.due) }),
    d.kind === "failed" ? words("case.verdict.fails") : words("case.verdict.mark", { n: rounded(feedback.score * 100) }),
  ];
  const key = d.findings.filter((f) => f.key);
  const rest = d.findings.filter((f) => !f.key);
  const node = el("div", { class: "bc-debrief" },
    el("div", { class: "bc-verdict", data: { verdict: state } }, head, el("p", null, said.join(" ")),
      d.sure_and_dangerous ? el("p", { class: "bc-danger" }, el("strong", null, words("case.sure_dangerous")), " ", words("case.sure_dangerous.how")) : null,
      typeof feedback.points === "number" ? el("p", null, words("case.points", { sure: words(`case.sure.${certainty}`), points: signed(feedback.points) })) : null,
      el("div", { class: "bc-explanation" }, markdown(feedback.explanation)),
      d.departs ? el("p", null, el("strong", null, words("case.departs")), " ", inline(d.departs.why), " ", el("span", { class: "bc-tag" }, d.departs.sources.join(", "))) : null),
    section(words("case.debrief.findings"), parts(words("case.debrief.findings"), key.map((f) => finding(f, words))),
      rest.length ? fold(words("case.debrief.more", { n: rest.length }), parts(words("case.debrief.findings"), rest.map((f) => finding(f, words)))) : null,
      d.screen.length ? el("p", null, el("strong", null, words("case.debrief.screen")), " ", d.screen.join(", "), ".") : null,
      d.needless.length ? el("p", null, el("strong", null, words("case.debrief.needless")), " ", d.needless.join(", "), ".") : null,
      el("p", { class: "bc-how" }, words("case.minutes", { n: Math.ceil(d.minutes) }))),
    section(words("case.debrief.plan"), parts(words("case.debrief.plan"), d.plan.map((o) => choice(o, words)))),
    section(words("case.debrief.say"),
      el("dl", { class: "bc-debrief-say" }, el("dt", null, words("case.say.yours")), el("dd", null, d.say.yours || words("case.say.none")),
        el("dt", null, words("case.say.model")), el("dd", null, inline(d.say.model))),
      d.say.look_for.length ? [el("p", { class: "bc-how" }, words("case.say.look")), el("ul", { class: "bc-dots" }, d.say.look_for.map((line) => el("li", null, inline(line))))] : null,
      el("p", { class: "bc-how" }, words("case.say.person"))),
    section(words("case.debrief.rules"), el("p", null, words("case.rules.say", { decision: decided(d.rules_say) })),
      d.rules.length ? fold(words("case.rules.why", { n: d.rules.length }), el("ul", { class: "bc-rules" }, d.rules.map(rule)),
        el("p", { class: "bc-how" }, words("case.rules.teaching"))) : null,
      d.modify.length ? fold(words("case.rules.modify"), el("ul", { class: "bc-dots" }, d.modify.map((line) => el("li", null, inline(line))))) : null,
      d.avoid.length ? el("p", null, el("strong", null, words("case.rules.avoid")), " ", d.avoid.join("; "), ".") : null),
    d.conflicts.length ? section(words("case.debrief.conflicts"), el("ul", { class: "bc-conflicts" }, d.conflicts.map((c) => conflict(c, words)))) : null,
    el("div", null, fold(words("case.marks"), marks(d, words)),
      feedback.sources.length ? fold(words("case.sources"), el("ul", null, feedback.sources.map(({ label, title, found }) =>
        el("li", null, el("p", null, el("strong", null, label), " · ", inline(title)), found ? el("p", { class: "bc-how" }, inline(found)) : null)))) : null),
    actions);
  return { node, head };
}
