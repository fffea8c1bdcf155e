// A day of clients: a list of eight or so, each a case; one is open at a time, and the day can be left and taken up again.
import { announcer, el, goTo, keepKeys, uid } from "../widgets/js/dom.js";
import { icon } from "../widgets/js/parts.js";
import { Case } from "./view.js";

const SIGN = { right: "right", over: "partly", milder: "wrong", danger: "wrong", failed: "wrong" };

// What happens in the middle of a treatment is a question of its own (`play.py`).
function belongs(question, one) {
  return question === one.case || question === `${one.case}-event`;
}

class Day {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words, learner: hello.learner });
    this.records = new Map(hello.records.map((record) => [`${record.attempt}/${record.question}`, record]));
    this.feedback = new Map(Object.entries(hello.feedback));
    this.pending = hello.pending ?? [];
    this.voice = announcer();
    const title = uid("day");
    this.heading = el("h3", { class: "bc-title", id: title });
    this.about = el("p", { class: "bc-how" });
    this.score = el("p", { class: "bc-day-score" });
    this.list = el("ol", { class: "bc-day-list" });
    this.end = el("div", { class: "bc-day-end bc-screen-only" });
    this.room = el("div", { class: "bc-day-room" });
    this.node = keepKeys(el("section", { class: "bc bc-day", "aria-labelledby": title },
      el("header", { class: "bc-case-head" }, el("p", { class: "bc-case-kind" }, this.words("day.kind")), this.heading, this.about),
      hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null,
      this.list, this.score, this.end, this.room, this.voice.node));
    this.off = desk.on("record", ({ record, feedback }) => this.hear(record, feedback));
    this.begin(hello.props);
  }

  begin(props) {
    this.props = props;
    this.heading.textContent = props.attempt > 1 ? this.words("day.title.n", { n: props.attempt }) : this.words("day.title");
    this.about.textContent = this.words("day.about", { n: props.cases.length });
    this.shut();
    this.paint();
  }

  // What is known of a client: what follows in the middle of a treatment belongs to it.
  state(one) {
    const of = (question) => `${this.props.attempt}/${question}`;
    const first = this.records.get(of(one.case));
    const feedback = this.feedback.get(of(one.case));
    const event = feedback?.event?.question;
    const then = event && this.records.get(of(event));
    const waiting = this.pending.some((m) => m.attempt === this.props.attempt && belongs(m.question, one));
    if (!first?.final) return { word: first || waiting ? "begun" : "new", verdicts: [] };
    if (event && !then?.final) return { word: "begun", verdicts: [] };
    return { word: "decided", verdicts: [feedback, event && this.feedback.get(of(event))].filter(Boolean).map((f) => f.debrief?.kind ?? "kept") };
  }

  paint() {
    const { words, props } = this;
    const states = props.cases.map((one) => this.state(one));
    this.list.replaceChildren(...props.cases.map((one, i) => {
      const { word, verdicts } = states[i];
      const { role, age } = one.client;
      const worst = ["failed", "danger", "milder", "over", "right", "kept"].find((kind) => verdicts.includes(kind));
      const open = this.open === one.case;
      return el("li", null, el("button", { type: "button", class: "bc-day-client", "aria-expanded": String(open), data: { case: one.case, state: word }, onclick: () => this.visit(one) },
        el("span", { class: "bc-day-who" }, words("case.client", { role: role[0].toUpperCase() + role.slice(1), age })),
        el("span", { class: "bc-day-title" }, one.title),
        el("span", { class: "bc-day-state", data: { state: SIGN[worst] ?? word } }, worst && SIGN[worst] ? icon(SIGN[worst]) : null,
          worst && worst !== "kept" ? words(`case.verdict.${worst}`) : words(`day.${word}`))));
    }));
    const done = states.filter(({ word }) => word === "decided").length;
    const right = states.filter(({ verdicts }) => verdicts.length && verdicts.every((v) => v === "right")).length;
    this.score.textContent = done ? words("day.score", { n: done, of: props.cases.length, right }) : "";
    const problem = el("p", { class: "bc-problem", role: "alert" });
    const whole = done === props.cases.length;
    const again = el("button", { type: "button", class: whole ? "bc-button bc-main" : "bc-button", onclick: async () => { problem.textContent = (await this.again()) ?? ""; } }, words("day.again"));
    this.end.replaceChildren(...(props.kept && this.learner && done ? [again, problem] : []));
  }

  shut() {
    this.shown?.destroy();
    this.shown = null;
    this.open = null;
    this.room.replaceChildren();
  }

  async visit(one) {
    const was = this.open;
    this.shut();
    if (was !== one.case) {
      this.open = one.case;
      const { props, desk, words } = this;
      const hello = {
        learner: this.learner, problem: null, props: { ...props.common, ...one, attempt: props.attempt },
        records: [...this.records.values()].filter((r) => r.attempt === props.attempt && belongs(r.question, one)),
        feedback: Object.fromEntries(this.feedback), pending: this.pending.filter((m) => m.attempt === props.attempt && belongs(m.question, one)),
      };
      this.keep();
      this.shown = new Case({ hello, desk, again: false });
      const next = el("div", { class: "bc-actions bc-screen-only" },
        el("button", { type: "button", class: "bc-button", onclick: () => this.back(one) }, words("day.back")));
      this.room.replaceChildren(this.shown.node, next);
    }
    this.paint();
    if (this.open) goTo(this.shown.heading);
    else this.button(one)?.focus();
  }

  // The day's list is kept before its first client is seen, so that the day stays the same.
  keep() {
    const { props, desk } = this;
    if (props.kept || !this.learner) return;
    props.kept = true;
    desk.put({ attempt: props.attempt, question: props.list, answer: { cases: props.cases.map((one) => one.case) }, final: true, digest: "" });
  }

  button(one) {
    return this.list.querySelector(`[data-case="${one.case}"]`);
  }

  back(one) {
    this.shut();
    this.paint();
    const button = this.button(one);
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }

  hear(record, feedback) {
    const key = `${record.attempt}/${record.question}`;
    if (this.records.get(key)?.final) return;
    this.pending = this.pending.filter((m) => m.attempt !== record.attempt || m.question !== record.question);
    this.records.set(key, record);
    if (feedback) this.feedback.set(key, feedback);
    const focused = document.activeElement?.closest?.(".bc-day-client")?.dataset.case;
    this.paint();
    if (focused) this.button({ case: focused })?.focus();
  }

  async again() {
    const reply = await this.desk.start(this.props.attempt + 1);
    if (reply.problem) {
      this.voice.say(reply.problem);
      return reply.problem;
    }
    this.begin(reply.props);
    goTo(this.heading);
    return null;
  }

  destroy() {
    this.shut();
    this.off();
  }
}

function render({ el: root, hello, desk }) {
  const view = new Day({ hello, desk });
  root.replaceChildren(view.node);
  return view;
}

export default { render };
