// Graded work: all questions on one page, to be changed at will, and handed in at the end.
import { announcer, el, goTo, keepKeys, uid } from "../js/dom.js";
import { icon } from "../js/parts.js";
import { createCard } from "./card.js";

// The words are British English, and so are the dates among them.
function when(text) {
  return new Date(text).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "short" });
}

class Graded {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words, props: hello.props, pending: hello.pending ?? [], known: hello.known ?? "", now: hello.now });
    this.records = new Map(hello.records.map((r) => [`${r.attempt}/${r.question}`, r]));
    this.cards = [];
    this.voice = announcer();
    const titleId = uid("graded");
    this.title = el("h3", { class: "bc-title", id: titleId }, this.words("graded.questions"));
    this.progress = el("p", { class: "bc-progress" });
    this.list = el("div", { class: "bc-questions" });
    this.end = el("section", { class: "bc-summary bc-handin" });
    const problem = hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null;
    this.node = keepKeys(el("section", { class: "bc bc-quiz bc-graded", "aria-labelledby": titleId },
      el("header", { class: "bc-quiz-head" }, this.title, this.progress, el("div", { class: "bc-terms" }, this.terms())),
      problem, this.list, this.end, this.voice.node));
    this.flush = () => this.cards.forEach((card) => card.flush());
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    this.off = [
      desk.on("record", ({ record }) => this.hear(record)),
      desk.on("elsewhere", ({ record }) => this.hear(record)),
      desk.on("status", (news) => this.cards.forEach((card) => card.status(news))),
    ];
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
  }

  terms() {
    const { words, props } = this;
    const at = Date.parse(this.now);
    const lines = [
      props.opens && at < Date.parse(props.opens) ? words("graded.not_open", { time: when(props.opens) }) : null,
      props.closes ? words(at > Date.parse(props.closes) ? "graded.closed" : "graded.closes", { time: when(props.closes) }) : null,
      props.minutes ? words("graded.minutes", { n: props.minutes }) : null,
      props.attempts > 1 ? words("quiz.try_of", { n: props.attempt, of: props.attempts }) : null,
    ];
    return lines.filter(Boolean).map((line) => el("p", { class: "bc-how" }, line));
  }

  async open(props) {
    this.flush();
    this.props = props;
    const kinds = new Map();
    await Promise.all([...new Set(props.questions.map((q) => q.kind))].map(async (kind) =>
      kinds.set(kind, (await this.desk.load(`questions/${kind}/view.js`)).default)));
    const host = { announce: this.voice.say, moved: () => this.paint() };
    this.handed = false;
    const cards = await Promise.all(props.questions.map((item) =>
      createCard({ item: { ...item, regions: props.regions }, kind: kinds.get(item.kind), attempt: props.attempt, desk: this.desk, host })));
    this.cards = cards;
    this.list.replaceChildren(...cards.map((card) => card.node));
    for (const card of cards) {
      const record = this.records.get(`${props.attempt}/${card.item.id}`);
      if (record) card.take(record);
    }
    // Handing in commits every answer at once: one that is final means that this attempt was handed in.
    if (cards.some((card) => card.record()?.final)) this.lock();
    for (const message of this.pending) {
      if (message.attempt === props.attempt && !this.handed) cards.find((card) => card.item.id === message.question)?.takePending(message);
    }
    this.pending = [];
    this.ready = true;
    this.offer();
    this.paint();
  }

  hear(record) {
    const key = `${record.attempt}/${record.question}`;
    if (this.records.get(key)?.final) return;
    this.records.set(key, record);
    if (record.attempt !== this.props.attempt) return;
    this.cards.find((card) => card.item.id === record.question)?.take(record);
    if (record.final && !this.handed) {
      this.lock();
      this.offer();
    }
  }

  lock() {
    this.handed = true;
    this.cards.forEach((card) => card.lock());
  }

  paint() {
    if (!this.ready) return;
    const { words, cards } = this;
    const open = cards.filter((card) => !card.given());
    // Work of cases and exercises alone has no questions to count.
    this.title.hidden = this.progress.hidden = !cards.length;
    this.progress.textContent = words("quiz.progress", { n: cards.length - open.length, of: cards.length });
    if (!this.left) return;
    const half = this.handed ? [] : cards.filter((card) => card.lacking());
    const mark = (card) => el("button", { type: "button", class: "bc-mark", "aria-label": words("quiz.question", { n: card.item.number }), onclick: () => card.go() }, String(card.item.number));
    const line = (list, key) => (list.length ? el("div", { class: "bc-left" }, el("p", null, words(key)), list.map(mark)) : null);
    this.left.replaceChildren(line(open, "graded.unanswered") ?? (cards.length ? el("p", null, words("graded.all_answered")) : ""), line(half, "graded.unfinished") ?? "");
  }

  // The end of the page: what is missing, the name, and the button; after handing in, the receipt.
  // With something `unfinished` it can be handed in once more right away.
  offer(done = null, unfinished = false) {
    const { words, props } = this;
    const head = el("h4", { class: "bc-summary-title" }, this.handed ? words("graded.handed_in") : words("graded.hand_in"));
    this.left = el("div");
    this.says = el("p", { class: "bc-problem", hidden: true });
    const id = uid("name");
    this.name = this.known ? null : el("input", { id, class: "bc-field", type: "text", autocomplete: "name", maxlength: 120 });
    const name = this.name ? el("p", { class: "bc-name" }, el("label", { for: id }, words("graded.name")), " ", this.name) : el("p", null, words("graded.as", { name: this.known }));
    this.button = el("button", { type: "button", class: `bc-button ${this.handed ? "bc-quiet" : "bc-main"}`, onclick: () => this.handIn() },
      words(unfinished ? "graded.once_more" : this.handed ? "graded.again_file" : "graded.hand_in"));
    const more = this.handed && (!props.attempts || props.attempt < props.attempts);
    const again = more ? el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => this.again() }, words("quiz.again")) : null;
    this.end.replaceChildren(head, this.left, done ?? "", this.handed || !props.questions.length ? "" : el("p", { class: "bc-how" }, words("graded.final")),
      this.handed ? "" : name, this.says, el("div", { class: "bc-actions bc-screen-only" }, done && !unfinished ? null : this.button, again));
    this.head = head;
    this.paint();
  }

  say(problem) {
    this.says.hidden = !problem;
    this.says.textContent = problem ?? "";
    if (problem) this.voice.say(problem);
  }

  async handIn() {
    const { words, cards, desk } = this;
    if (this.button.disabled) return;
    this.say(null);
    if (!this.handed && this.name && !this.name.value.trim()) {
      this.say(words("graded.name_first"));
      this.name.focus();
      return;
    }
    this.button.disabled = true;
    this.button.textContent = words("graded.handing_in");
    await Promise.all(cards.map((card) => card.settled()));
    const refused = cards.find((card) => card.refused());
    if (refused) {
      this.stop(words("graded.not_saved"));
      refused.go();
      return;
    }
    const seen = Object.fromEntries(cards.filter((card) => card.record()).map((card) => [card.item.id, card.record().id]));
    const reply = await desk.ask({ do: "handin", attempt: this.props.attempt, name: this.name?.value ?? "", seen });
    if (!reply.done) {
      this.stop(reply.problem);
      return;
    }
    this.known = reply.name;
    desk.share(reply.records);
    for (const record of reply.records) this.hear(record);
    this.lock();
    this.offer(this.receipt(reply), reply.undecided.length > 0);
    goTo(this.head);
  }

  stop(problem) {
    this.button.disabled = false;
    this.button.textContent = this.words(this.handed ? "graded.again_file" : "graded.hand_in");
    this.say(problem);
  }

  receipt({ file, receipt, notebook, name, undecided }) {
    const { words } = this;
    const url = URL.createObjectURL(new Blob([notebook], { type: "application/x-ipynb+json" }));
    return el("div", { class: "bc-receipt" },
      el("p", { class: "bc-receipt-code" }, icon("right"), words("graded.code"), " ", el("strong", null, receipt.code)),
      el("p", null, words("graded.answers", { n: receipt.answers, time: when(receipt.at), name })),
      el("p", null, words("graded.send"), " ", el("a", { class: "bc-link", href: url, download: file }, file)),
      el("p", { class: "bc-how" }, words("graded.slip", { file: receipt.file })),
      undecided.length ? el("p", { class: "bc-undecided" }, el("strong", null, words("graded.undecided", { cases: undecided.join("; ") })), " ", words("graded.undecided.how")) : null);
  }

  async again() {
    const reply = await this.desk.start(this.props.attempt + 1);
    if (reply.problem) {
      this.say(reply.problem);
      return;
    }
    await this.open(reply.props);
    goTo(this.title);
  }

  destroy() {
    this.flush();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

async function render({ el: root, hello, desk }) {
  const graded = new Graded({ hello, desk });
  root.replaceChildren(graded.node);
  await graded.open(hello.props);
  return graded;
}

export default { render };
