// The home page: what to do next, the lessons and how far the learner is, and the learner's own work.
import { el, keepKeys, uid } from "../../widgets/js/dom.js";
import { createCertificate } from "./certificate.js";
import { besideList, lessonList, opens } from "./lessons.js";
import { createPicture } from "./picture.js";
import { createWork } from "./work.js";

function nextCard(props, words, root) {
  const { next } = props;
  if (!next) return null;
  const { title } = next.values;
  const id = uid("next");
  return el("section", { class: "bc-home-next", "aria-labelledby": id, data: { reason: next.reason } },
    el("p", { class: "bc-home-eyebrow" }, words(next.reason === "first" ? "home.begin" : "home.next")),
    el("h2", { id, class: "bc-home-next-title" }, title),
    el("p", null, words(`home.why.${next.reason}`, next.values)),
    el("a", { class: "bc-button bc-main", href: next.path, onclick: opens(root, next.path) },
      words("home.open", { title })));
}

function examCard({ exam }, words, root) {
  if (!exam) return null;
  const said = [exam.open ? words("home.exam.begun") : null,
    exam.taken ? words("home.exam.best", { n: exam.taken, best: exam.best }) : null,
    exam.taken ? words(exam.passed ? "home.exam.passed" : "home.exam.not_passed") : null,
    !exam.open && !exam.taken ? words("home.exam.new") : null].filter(Boolean).join(" ");
  return el("section", { class: "bc-home-lesson bc-home-exam", data: { begun: String(exam.open || exam.taken > 0), done: String(exam.passed) } },
    el("span", { class: "bc-home-number", "aria-hidden": "true" }, exam.passed ? "✓" : "?"),
    el("div", { class: "bc-home-body" },
      el("h3", null, el("a", { href: exam.path, onclick: opens(root, exam.path) }, exam.title)),
      el("p", { class: "bc-home-summary" }, said)));
}

async function render({ el: root, hello: first, desk }) {
  const { words } = desk;
  let hello = first;
  let shown = "";
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const top = el("div", { class: "bc-home-top" });
  const picture = createPicture(words);
  const certificate = createCertificate({ desk, words, left: () => work.back() });
  const work = createWork({ desk, words, learner: () => hello.learner, changed: renew, certificate: certificate.show });
  const node = keepKeys(el("div", { class: "bc bc-home" }, problem, top, picture.node, work.node, certificate.node));

  function paint(props) {
    const now = JSON.stringify(props);
    if (now === shown) return;
    shown = now;
    const id = uid("lessons");
    top.replaceChildren(...[nextCard(props, words, root),
      el("section", { "aria-labelledby": id },
        el("h2", { id }, words("home.lessons")),
        lessonList(props, words, root), examCard(props, words, root)),
      besideList(props, words, root)].filter(Boolean));
    picture.take(props);
  }

  function warn() {
    problem.hidden = !hello.problem;
    problem.textContent = hello.problem ?? "";
    work.usable(Boolean(hello.learner));
  }

  // After work came in or went: everything from the beginning, as the folder may be another learner's now.
  async function renew() {
    certificate.close();
    hello = await desk.open();
    paint(hello.props);
    warn();
  }

  // Answers given in another tab meanwhile.
  async function look() {
    if (document.visibilityState !== "visible") return;
    const { props } = await desk.ask({ do: "look" });
    if (props) paint(props);
  }

  paint(hello.props);
  warn();
  document.addEventListener("visibilitychange", look);
  root.replaceChildren(node);
  return { destroy: () => document.removeEventListener("visibilitychange", look) };
}

export default { render };
