// A whole quiz: every question on one page, one below another, with a row of numbers to find the way.
import { announcer, el, goTo, keepKeys, uid } from "../js/dom.js";
import { icon } from "../js/parts.js";
import { createCard } from "./card.js";
import { summary, verdictWord } from "./feedback.js";

// The numbers of the questions: one stop for the Tab key, arrow keys in between.
export function createMap(cards, words) {
  const marks = cards.map((card, i) => el("button", { type: "button", class: "bc-mark", tabindex: i ? -1 : 0, onclick: () => card.go() }));
  const node = el("div", {
    class: "bc-map bc-screen-only", role: "toolbar", "aria-label": words("quiz.map"),
    onkeydown: (event) => {
      const at = marks.indexOf(event.target);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 }[event.key];
      if (to === undefined || !marks[to]) return;
      event.preventDefault();
      marks.forEach((mark, i) => { mark.tabIndex = i === to ? 0 : -1; });
      marks[to].focus();
    },
  }, marks);

  function paint() {
    cards.forEach((card, i) => {
      const checked = card.state() === "checked";
      const state = checked ? card.feedback()?.verdict ?? "kept" : card.given() ? "given" : "open";
      const word = checked ? verdictWord(card.feedback(), words) : words(`quiz.map.${state}`);
      marks[i].dataset.state = state;
      marks[i].setAttribute("aria-label", words("quiz.map.to", { n: card.item.number, state: word }));
      marks[i].replaceChildren(checked ? icon(state) : String(card.item.number));
    });
  }
  return { node, paint };
}

class Quiz {
  constructor({ el: root, hello, desk }) {
    Object.assign(this, { root, desk, words: desk.words, props: hello.props, pending: hello.pending ?? [] });
    this.records = new Map();
    this.feedback = new Map(Object.entries(hello.feedback));
    for (const record of hello.records) this.records.set(`${record.attempt}/${record.question}`, record);
    this.latest = Math.max(hello.props.attempt, ...hello.records.map((r) => r.attempt), ...this.pending.map((m) => m.attempt));
    this.cards = [];
    this.voice = announcer();
    this.titleId = uid("quiz");
    this.title = el("h3", { class: "bc-title", id: this.titleId }, hello.props.title);
    this.progress = el("p", { class: "bc-progress" });
    this.tries = el("div", { class: "bc-tries" });
    this.map = el("div");
    this.list = el("div", { class: "bc-questions" });
    this.end = el("div", { class: "bc-end" });
    const problem = hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null;
    this.node = keepKeys(el("section", { class: "bc bc-quiz", "aria-labelledby": this.titleId },
      el("header", { class: "bc-quiz-head" }, this.title, this.progress, this.tries, this.map), problem, this.list, this.end, this.voice.node));
    this.flush = () => this.cards.forEach((card) => card.flush());
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    this.off = [
      desk.on("record", (message) => this.hear(message)),
      desk.on("status", (news) => this.cards.forEach((card) => card.status(news))),
    ];
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
  }

  async open(props) {
    const { desk } = this;
    this.flush();
    this.props = props;
    this.leads = new Map();
    this.lastDone = null;
    const kinds = new Map();
    await Promise.all([...new Set(props.questions.map((q) => q.kind))].map(async (kind) =>
      kinds.set(kind, (await desk.load(`questions/${kind}/view.js`)).default)));
    const host = { announce: this.voice.say, moved: () => this.paint(), next: (card) => this.next(card) };
    const cards = await Promise.all(props.questions.map((item) => {
      const key = `${props.attempt}/${item.id}`;
      const closed = props.attempt < this.latest && !this.records.get(key)?.final;
      return createCard({ item: { ...item, regions: props.regions }, kind: kinds.get(item.kind), attempt: props.attempt, desk, host, closed });
    }));
    this.cards = cards;
    this.list.replaceChildren(...cards.map((card) => card.node));
    this.dots = createMap(cards, this.words);
    this.map.replaceChildren(this.dots.node);
    for (const card of cards) {
      const key = `${props.attempt}/${card.item.id}`;
      const record = this.records.get(key);
      if (record) card.take(record, this.feedback.get(key) ?? null, { quiet: true });
    }
    for (const message of this.pending) {
      if (message.attempt !== props.attempt) continue;
      cards.find((card) => card.item.id === message.question && card.state() === "open")?.takePending(message);
    }
    this.paintTries();
    this.paint();
  }

  // A record that the kernel put on disk, from this tab or another.
  hear({ record, feedback }) {
    const key = `${record.attempt}/${record.question}`;
    if (this.records.get(key)?.final) return;
    this.pending = this.pending.filter((m) => m.attempt !== record.attempt || m.question !== record.question);
    this.records.set(key, record);
    if (feedback) this.feedback.set(key, feedback);
    if (record.attempt > this.latest) {
      this.latest = record.attempt;
      this.paintTries();
    }
    if (record.attempt !== this.props.attempt) return;
    this.cards.find((card) => card.item.id === record.question)?.take(record, feedback ?? null);
  }

  paint() {
    if (!this.dots) return;
    const { words, cards } = this;
    const checked = cards.filter((card) => card.state() === "checked").length;
    this.progress.textContent = words("quiz.progress", { n: checked, of: cards.length });
    this.dots.paint();
    const all = cards.length > 0 && checked === cards.length;
    if (all) this.showSummary();
    else this.showOpen();
    // Once all is checked only the answer that was checked last leads on, to the result.
    for (const [card, button] of this.leads) {
      button.hidden = all && card !== this.lastDone;
      button.textContent = words(all ? "quiz.see" : "quiz.next");
    }
  }

  // Answers that were given but not checked are easily forgotten: the end of the quiz names them.
  showOpen() {
    const given = this.cards.filter((card) => card.state() === "open" && card.given());
    if (!given.length) {
      this.end.replaceChildren();
      return;
    }
    const numbers = given.map((card) => card.item.number).join(", ");
    this.end.replaceChildren(el("p", { class: "bc-unchecked bc-screen-only" }, this.words("quiz.unchecked", { list: numbers })));
  }

  showSummary() {
    const { words, props, cards } = this;
    const now = props.attempt === this.latest;
    const more = now && (!props.attempts || props.attempt < props.attempts);
    const wrong = cards.find((card) => ["wrong", "partly"].includes(card.feedback()?.verdict));
    const actions = el("div", { class: "bc-actions bc-screen-only" },
      more ? el("button", { type: "button", class: "bc-button", onclick: () => this.again() }, words("quiz.again")) : null,
      wrong ? el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => wrong.go() }, words("quiz.look", { n: wrong.item.number })) : null,
      now && !more ? el("p", { class: "bc-how" }, words("quiz.no_more", { of: props.attempts })) : null);
    const feedbacks = cards.map((card) => card.feedback());
    const shown = summary({ feedbacks, words, title: words("quiz.done", { n: cards.length }), actions });
    this.summaryHead = shown.head;
    this.end.replaceChildren(shown.node);
  }

  // The button under a checked answer: to the next open question, or to the result.
  next(card) {
    this.lastDone = card;
    const go = () => {
      const from = this.cards.indexOf(card);
      const order = [...this.cards.slice(from + 1), ...this.cards.slice(0, from)];
      const open = order.find((other) => other.state() !== "checked");
      if (open) open.go();
      else goTo(this.summaryHead);
    };
    const button = el("button", { type: "button", class: "bc-button bc-next", onclick: go });
    this.leads.set(card, button);
    return button;
  }

  async again() {
    const reply = await this.desk.start(this.latest + 1);
    if (reply.problem) {
      this.voice.say(reply.problem);
      this.end.append(el("p", { class: "bc-problem" }, reply.problem));
      return;
    }
    this.latest = reply.attempt;
    await this.open(reply.props);
    goTo(this.title);
  }

  async show(attempt) {
    const reply = await this.desk.start(attempt);
    if (reply.problem) this.voice.say(reply.problem);
    else {
      await this.open(reply.props);
      this.tries.querySelector("select")?.focus();
    }
  }

  paintTries() {
    const { words, props, latest } = this;
    const limit = props.attempts ? words("quiz.try_of", { n: props.attempt, of: props.attempts }) : null;
    if (latest === 1) {
      this.tries.replaceChildren(limit ? el("p", { class: "bc-how" }, limit) : "");
      return;
    }
    const id = uid("tries");
    const numbers = Array.from({ length: latest }, (_, i) => i + 1);
    const select = el("select", { id, class: "bc-field", onchange: () => this.show(Number(select.value)) },
      numbers.map((n) => el("option", { value: n, selected: n === props.attempt }, words(n === latest ? "quiz.try_now" : "quiz.try", { n }))));
    this.tries.replaceChildren(el("label", { for: id }, words("quiz.tries")), select, limit ? el("p", { class: "bc-how" }, limit) : "");
  }

  destroy() {
    this.flush();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

async function render({ el: root, hello, desk }) {
  const quiz = new Quiz({ el: root, hello, desk });
  root.replaceChildren(quiz.node);
  await quiz.open(hello.props);
  return quiz;
}

export default { render };
