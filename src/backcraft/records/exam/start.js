// Where an exam is begun: how it goes, its number, whether the time shows, and how earlier ones went.
import { el, uid } from "../../widgets/js/dom.js";

const LARGEST = 9999;

function date(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "" : at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

function earlier(exam, { earlier: done }) {
  const { words } = exam;
  if (!done.length) return null;
  const line = (one) => words("exam.earlier.line", { number: one.number, date: date(one.at), mark: one.mark,
    verdict: words(one.passed ? "exam.earlier.passed" : one.missed ? "exam.earlier.missed" : "exam.earlier.failed") });
  const id = uid("earlier");
  return el("section", { class: "bc-exam-earlier", "aria-labelledby": id },
    el("h4", { id }, words("exam.earlier")),
    el("ul", null, [...done].reverse().map((one) => {
      const said = uid("one");
      return el("li", null, el("span", { id: said }, line(one)),
        el("button", { type: "button", class: "bc-button bc-quiet", "aria-describedby": said, onclick: () => exam.step({ do: "show", attempt: one.attempt }) }, words("exam.see")));
    })));
}

export function createStart(exam, props) {
  const { words } = exam;
  const { about } = props;
  const [numberId, howId, timeId] = [uid("number"), uid("how"), uid("time")];
  const number = el("input", { id: numberId, class: "bc-field bc-exam-number", type: "text", inputmode: "numeric", maxlength: 6, autocomplete: "off", placeholder: words("exam.number.placeholder"), "aria-describedby": howId });
  const timed = el("input", { type: "checkbox", "aria-describedby": timeId });
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const button = el("button", { type: "button", class: "bc-button bc-main", onclick: begin }, words("exam.begin"));

  function say(text) {
    problem.hidden = !text;
    problem.textContent = text ?? "";
  }

  async function begin() {
    if (button.getAttribute("aria-disabled") === "true") return;
    const text = number.value.trim();
    const wrong = text !== "" && !(/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= LARGEST);
    number.setAttribute("aria-invalid", String(wrong));
    say(wrong ? words("exam.number_wrong") : null);
    if (wrong) {
      number.focus();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = words("exam.beginning");
    const failed = await exam.step({ do: "begin", number: text ? Number(text) : null, timed: timed.checked });
    if (!failed) return;
    button.setAttribute("aria-disabled", "false");
    button.textContent = words("exam.begin");
    say(failed);
  }

  const node = el("div", { class: "bc-exam-start" },
    el("div", { class: "bc-exam-about" },
      el("p", null, words("exam.about", { n: about.questions }), " ", words("exam.passes", { n: about.pass_mark })),
      el("p", null, words("exam.emergency")),
      el("p", null, words("exam.quiet")),
      el("details", null, el("summary", null, words("exam.areas")), el("ul", null, about.areas.map((area) => el("li", null, words("exam.area", area)))))),
    el("section", { class: "bc-exam-begin bc-screen-only" },
      el("h4", null, words("exam.begin.title")),
      el("div", { class: "bc-exam-ask" }, el("label", { for: numberId }, words("exam.number")), number, el("p", { class: "bc-how", id: howId }, words("exam.number_how"))),
      el("div", { class: "bc-exam-ask" },
        el("label", { class: "bc-choice" }, timed, el("span", { class: "bc-choice-text" }, words("exam.time", { n: about.minutes }))),
        el("p", { class: "bc-how", id: timeId }, words("exam.time.how"))),
      problem,
      el("div", { class: "bc-actions" }, button)),
    earlier(exam, props),
    el("p", { class: "bc-how" }, words("exam.own")));
  return { node };
}

// Begins an exam of the same number once more.
export function repeat(exam, number, timed) {
  return exam.step({ do: "begin", number, timed });
}
