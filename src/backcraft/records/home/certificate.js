// The certificate of work: asks for the name once, shows one page drawn from the record, and prints it alone.
import { el, goTo, uid } from "../../widgets/js/dom.js";

function day(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "" : at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

// Minutes as people say them: minutes below an hour, else hours to the half.
export function time(minutes, words) {
  if (minutes < 1) return words("cert.minutes.none");
  if (minutes < 60) return words("cert.minutes", { n: minutes });
  const hours = Math.round(minutes / 30) / 2;
  return words(hours === 1 ? "cert.hours.one" : "cert.hours", { n: hours });
}

const some = (n, of, words) => (of ? words("home.of", { n, of }) : "–");
const percent = ({ percent: n }, words) => (n === null ? "–" : words("cert.percent", { n }));

function table(work, words) {
  // A course without cases or exercises has no column for them.
  const columns = [
    ["read", (r) => some(r.read, r.sections, words), true],
    ["marks", (r) => percent(r.marks, words), true],
    ["goals", (r) => some(r.mastered, r.goals, words), true],
    ["cases", (r) => some(r.played, r.cases, words), work.rows.some((r) => r.cases)],
    ["exercises", (r) => some(r.trained, r.exercises, words), work.rows.some((r) => r.exercises)],
  ].filter(([, , there]) => there);
  return el("div", { class: "bc-home-scroll", tabindex: 0, role: "region", "aria-label": words("cert.table") }, el("table", null,
    el("thead", null, el("tr", null, el("th", { scope: "col" }, words("home.lesson")), columns.map(([key]) => el("th", { scope: "col" }, words(`cert.column.${key}`))))),
    el("tbody", null, work.rows.map((r) => el("tr", null, el("th", { scope: "row" }, `${r.number}. ${r.title}`), columns.map(([, cell]) => el("td", null, cell(r))))))));
}

function checks(work, words) {
  if (!work.checks.length) return null;
  const by = new Map();
  for (const one of work.checks) by.set(one.assessor, [...(by.get(one.assessor) ?? []), one]);
  return [...by].map(([name, seen]) => {
    const days = seen.map((one) => one.at).sort();
    const [first, last] = [day(days[0]), day(days.at(-1))];
    const who = words(first === last ? "cert.checked_by" : "cert.checked_by.days", { name, first, last });
    return el("span", { class: "bc-certificate-check" }, `${seen.map((one) => one.name).join(", ")} (${who})`);
  });
}

function lines(work, words) {
  const { hours, cases, exam } = work;
  const line = (key, said) => (said ? [el("dt", null, words(`cert.${key}`)), el("dd", null, said)] : []);
  const outcome = exam && words(exam.passed ? "exam.earlier.passed" : "exam.earlier.failed");
  return el("dl", null,
    line("period", hours.days ? words(hours.days === 1 ? "cert.period.one" : "cert.period.said", { first: day(hours.first), last: day(hours.last), n: hours.days }) : words("cert.none")),
    line("time", hours.days ? time(hours.minutes, words) : null),
    line("marks", work.marks.answers ? words("cert.marks.said", { n: work.marks.answers, percent: work.marks.percent }) : words("cert.none")),
    line("mastered", words("home.of", { n: work.mastered, of: work.goals })),
    line("tempos", work.tempos.length ? work.tempos.join(", ") : words("cert.none")),
    work.plans ? line("plans", String(work.plans)) : [],
    cases.of ? line("cases", cases.first ? words("cert.cases.said", cases) : words("cert.none")) : [],
    line("exam", exam ? words("cert.exam.said", { ...exam, date: day(exam.at), outcome }) : words("cert.none")),
    line("checks", checks(work, words) ?? words("cert.none")));
}

// { desk, words, usable } -> the section, and show() that opens it.
export function createCertificate({ desk, words, left }) {
  const node = el("section", { class: "bc-certificate", hidden: true });
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const say = (text) => {
    problem.hidden = !text;
    problem.textContent = text ?? "";
  };
  const button = (key, onclick, kind = "") => el("button", { type: "button", class: `bc-button ${kind}`, onclick }, words(key));

  function close() {
    node.hidden = true;
    node.replaceChildren();
    left();
  }

  // The name, asked for once; it can be changed.
  function ask(name = "") {
    const id = uid("name");
    const head = el("h2", null, words("cert.title"));
    const input = el("input", { id, class: "bc-field bc-wide", type: "text", autocomplete: "name", maxlength: 120, value: name });
    const save = async () => {
      const reply = await desk.ask({ do: "name", name: input.value });
      say(reply.problem);
      if (reply.problem) input.focus();
      else paint(reply);
    };
    say(null);
    node.replaceChildren(head, el("form", { class: "bc-certificate-ask bc-screen-only", onsubmit: (event) => { event.preventDefault(); save(); } },
      el("label", { for: id }, words("cert.name.ask")), input, el("p", { class: "bc-how" }, words("cert.name.how")), problem,
      el("div", { class: "bc-actions" }, el("button", { type: "submit", class: "bc-button bc-main" }, words("cert.name.save")), button("cert.close", close, "bc-quiet"))));
    node.hidden = false;
    input.focus();
  }

  function paint({ name, work }) {
    const id = uid("certificate");
    const head = el("h2", { id }, words("cert.title"));
    const line = (key) => el("div", { class: "bc-certificate-sign" }, el("span", { "aria-hidden": "true" }), el("p", null, words(key)));
    node.setAttribute("aria-labelledby", id);
    node.replaceChildren(
      el("div", { class: "bc-actions bc-screen-only" }, button("cert.print", () => print(), "bc-main"), button("cert.rename", () => ask(name), "bc-quiet"), button("cert.close", close, "bc-quiet")),
      el("article", { class: "bc-certificate-page" },
        el("header", null, head, el("p", { class: "bc-certificate-name" }, name), el("p", null, work.course)),
        el("p", { class: "bc-certificate-what" }, words("cert.what")),
        lines(work, words),
        table(work, words),
        el("p", { class: "bc-how" }, words("cert.how", { pause: work.pause, in_a_row: work.in_a_row })),
        el("footer", null, el("p", null, words("cert.school.how")), el("div", { class: "bc-certificate-signs" }, line("cert.school"), line("cert.signature"), line("cert.date")))));
    node.hidden = false;
    goTo(head);
  }

  return {
    node,
    close: () => { node.hidden = true; node.replaceChildren(); },
    async show() {
      const reply = await desk.ask({ do: "certificate" });
      if (reply.problem) return reply.problem;
      if (reply.name) paint(reply);
      else ask();
      return null;
    },
  };
}
