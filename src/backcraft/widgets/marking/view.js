// The marking desk: one longer answer at a time, with what a good answer mentions beside it. Made for the keyboard.
// Whatever was changed is saved on leaving an answer; "Saved" and the count follow the gradebook, never the click.
import { announcer, el, goTo, keepKeys, markdown, uid } from "../js/dom.js";
import { choice } from "../js/parts.js";
import { createForm } from "./form.js";
import { keyOf, keyList } from "./keys.js";

const SHOWN = ["open", "done", "all"];

class Marking {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words, props: hello.props });
    this.items = hello.props.items;
    this.asked = new Map(hello.props.questions.map((q) => [q.id, q]));
    this.whole = new Map(); // answers as the kernel sent them, by item
    this.state = new Map(); // "saving" | {problem} by item: what is on its way, and what was refused
    this.refused = new Map(); // what was refused, by item, to be mended
    this.filter = this.items.every((item) => item.done) ? "all" : "open";
    this.question = "";
    this.names = false;
    this.keys = true;
    this.now = null;
    for (const { question } of hello.pending ?? []) this.state.set(question, "saving");
    this.voice = announcer();
    this.build(hello.problem);
    this.leaving = () => this.keep();
    this.off = [
      desk.on("marked", ({ item }) => this.take(item)),
      desk.on("status", (news) => this.told(news)),
    ];
    addEventListener("pagehide", this.leaving);
  }

  build(problem) {
    const { words, props } = this;
    const titleId = uid("desk");
    this.progress = el("p", { class: "bc-progress" });
    this.bar = el("progress", { class: "bc-desk-bar", "aria-label": words("desk.progress_label") });
    this.save = el("p", { class: "bc-save", role: "status" });
    this.place = el("div", { class: "bc-desk-place" });
    this.trouble = el("div", { role: "alert" });
    this.form = createForm({ words, longest: props.longest, changed: () => this.touched() });
    this.node = keepKeys(el("section", { class: "bc bc-quiz bc-desk", "aria-labelledby": titleId },
      el("header", { class: "bc-quiz-head" },
        el("h3", { class: "bc-title", id: titleId }, words("desk.title", { title: props.title })), this.progress, this.bar),
      problem ? el("p", { class: "bc-problem", role: "alert" }, problem) : null,
      this.items.length ? this.tools() : problem ? null : el("p", null, words("desk.nothing")), this.trouble, this.place, this.help(), this.voice.node));
    this.node.addEventListener("keydown", (event) => this.press(event));
  }

  tools() {
    const { words } = this;
    const name = uid("shown");
    this.filters = new Map(SHOWN.map((value) => [value, choice({ type: "radio", name, value, text: "", checked: value === this.filter,
      onchange: () => this.show(value) })]));
    const selectId = uid("question");
    const options = [el("option", { value: "" }, words("desk.every_question")),
      ...[...this.asked.keys()].map((id, i) => el("option", { value: id }, words("desk.question", { n: i + 1 })))];
    const select = el("select", { class: "bc-field", id: selectId, onchange: () => this.ask(select.value) }, options);
    const named = choice({ type: "checkbox", name: uid("names"), value: "names", text: words("desk.names"), onchange: () => this.name(named.input.checked) });
    const keyed = choice({ type: "checkbox", name: uid("keys"), value: "keys", text: words("desk.keys_on"), checked: true, onchange: () => {
      this.keys = keyed.input.checked;
    } });
    return el("div", { class: "bc-desk-tools bc-screen-only" },
      el("fieldset", { class: "bc-desk-shown" }, el("legend", null, words("desk.shown")), [...this.filters.values()].map((c) => c.node)),
      this.asked.size > 1 ? el("p", { class: "bc-name" }, el("label", { for: selectId }, words("desk.of_question")), select) : null,
      el("div", { class: "bc-desk-set" }, named.node, keyed.node));
  }

  help() {
    const { words } = this;
    return el("details", { class: "bc-desk-help bc-screen-only", open: true }, el("summary", null, words("desk.keys")),
      el("dl", null, keyList(words).map(([keys, text]) => el("div", null, el("dt", null, keys.map((key) => el("kbd", null, key))), el("dd", null, text)))));
  }

  // The answers that are walked through now; the one in front stays although it was marked.
  list() {
    const { filter, question, now } = this;
    return this.items.filter((item) => item.id === now || ((question === "" || item.question === question)
      && (filter === "all" || item.done === (filter === "done"))));
  }

  paint() {
    const { words, items } = this;
    const done = items.filter((item) => item.done).length;
    this.progress.textContent = words("desk.progress", { n: done, of: items.length });
    this.bar.max = Math.max(items.length, 1);
    this.bar.value = done;
    if (!this.filters) return;
    const count = { open: items.length - done, done, all: items.length };
    for (const [value, { input, node }] of this.filters) {
      node.querySelector(".bc-choice-text").textContent = words(`desk.shown.${value}`, { n: count[value] });
      input.checked = value === this.filter;
    }
    this.sayState();
    if (this.now === null && this.ending) this.ending.textContent = this.end();
  }

  // What stands where there is nothing to walk through; nothing is called marked while it is on its way.
  end() {
    if ([...this.state.values()].includes("saving")) return this.words(this.late ? "quiz.waiting" : "quiz.saving");
    return this.words(this.items.every((item) => item.done) ? "desk.all_done" : "desk.none");
  }

  sayState() {
    const { words, now, state } = this;
    const others = [...state].filter(([id, one]) => id !== now && one.problem);
    this.trouble.replaceChildren(...others.map(([id, { problem }]) => el("p", { class: "bc-problem" }, problem, " ",
      el("button", { type: "button", class: "bc-link", onclick: () => this.open(id) }, words("desk.look")))));
    const mine = state.get(now);
    const item = this.whole.get(now);
    const say = (save, text) => {
      this.save.dataset.save = save;
      if (this.save.textContent !== text) this.save.textContent = text;
    };
    if (mine?.problem) say("refused", mine.problem);
    else if (mine === "saving") say(this.late ? "waiting" : "saving", words(this.late ? "quiz.waiting" : "quiz.saving") + (this.why ? ` ${this.why}` : ""));
    else if (this.form.changed()) say("changed", words("desk.unsaved"));
    else if (item?.words && item.done) say("saved", words("quiz.saved"));
    else if (item?.mark !== null && item?.by) say("saved", words("desk.saved_by", { name: item.by }));
    else say("idle", item?.comment ? words("desk.comment_kept") : "");
  }

  told({ status, problem }) {
    this.late = status === "waiting";
    this.why = status === "waiting" ? problem : null;
    this.paint();
  }

  // A mark that stands in the gradebook, from this page or another.
  take(item) {
    const known = this.items.find((one) => one.id === item.id);
    if (!known) return;
    known.done = item.done;
    const name = this.whole.get(item.id)?.name ?? null;
    this.whole.set(item.id, { ...item, name });
    this.state.delete(item.id);
    this.remember(item);
    if (item.id === this.now && !this.form.changed()) this.form.show(this.whole.get(item.id), this.asked.get(item.question));
    this.paint();
  }

  remember({ question, comment }) {
    const { comments } = this.asked.get(question);
    if (comment && !comments.includes(comment)) comments.unshift(comment);
    this.form.offer();
  }

  async look(id) {
    const held = this.whole.get(id);
    if (held && (held.name !== null || !this.names)) return held;
    const { item, problem } = await this.desk.ask({ do: "look", item: id, names: this.names });
    if (!item) {
      this.voice.say(problem);
      this.save.textContent = problem;
      return null;
    }
    this.whole.set(id, item);
    return item;
  }

  async open(id, { focus = true } = {}) {
    if (this.now !== id && !this.keep()) {
      this.form.focus();
      return;
    }
    this.now = id;
    this.asking = id;
    const item = await this.look(id);
    if (!item || this.asking !== id) return;
    const { words } = this;
    const asked = this.asked.get(item.question);
    const same = this.items.filter((one) => one.question === item.question);
    const title = this.names && item.name ? el("bdi", null, item.name)
      : words("desk.answer", { n: same.findIndex((one) => one.id === id) + 1, of: same.length });
    this.head = el("h4", { class: "bc-question-number" }, title);
    this.form.show(item, asked);
    if (this.refused.has(id)) this.form.fill(this.refused.get(id));
    const plain = (key, run) => el("button", { type: "button", class: "bc-button bc-quiet", onclick: run }, words(key));
    this.place.replaceChildren(el("section", { class: "bc-question", data: { item: id } },
      el("div", { class: "bc-question-head" }, this.head, this.save),
      el("div", { class: "bc-stem" }, markdown(asked.stem)),
      el("div", { class: "bc-desk-sides" },
        el("div", { class: "bc-side bc-mine" }, el("h5", null, words("desk.given")), el("p", { class: "bc-verbatim", dir: "auto" }, item.text),
          el("details", { class: "bc-desk-model" }, el("summary", null, words("free_text.model")), markdown(asked.model))),
        this.form.node),
      el("div", { class: "bc-actions bc-screen-only" },
        el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.saveAndNext() }, words("desk.save_next")),
        plain("desk.back", () => this.step(-1)), plain("desk.forth", () => this.step(1)), plain("desk.next_open", () => this.nextOpen()),
        this.form.clearing)));
    this.paint();
    if (focus) goTo(this.head);
    const list = this.list();
    const next = list[list.findIndex((one) => one.id === id) + 1];
    if (next) this.look(next.id);
  }

  // Nothing to walk through: what there is instead.
  none() {
    if (!this.keep()) return;
    this.now = null;
    this.ending = el("p", { class: "bc-summary", role: "status" });
    this.place.replaceChildren(this.ending);
    this.paint();
    goTo(this.ending);
  }

  touched() {
    this.state.delete(this.now);
    this.sayState();
  }

  // Sends what was changed on the answer in front.
  keep() {
    const { now, form } = this;
    if (!now || !form.changed()) return true;
    const problem = form.problem();
    if (problem) {
      this.state.set(now, { problem });
      this.sayState();
      return false;
    }
    const answer = form.get();
    this.whole.set(now, { ...this.whole.get(now), ...answer });
    form.settle();
    this.refused.delete(now);
    this.state.set(now, "saving");
    this.sayState();
    this.desk.put({ attempt: 1, question: now, answer }).then((reply) => {
      if (reply.superseded || reply.saved) return; // a kept mark comes to every page as "marked"
      this.refused.set(now, answer);
      this.state.set(now, { problem: reply.problem });
      if (this.now === now) {
        this.form.fill(answer);
        this.form.unsettle();
      }
      this.paint();
    });
    return true;
  }

  saveAndNext() {
    if (this.form.problem({ needed: true })) {
      this.state.set(this.now, { problem: this.form.problem({ needed: true }) });
      this.sayState();
      this.form.focus();
      return;
    }
    if (!this.keep()) return;
    this.step(1, true);
  }

  step(by, quiet = false) {
    const list = this.list();
    const at = list.findIndex((item) => item.id === this.now);
    const to = list[at + by];
    if (to) {
      this.open(to.id);
      return;
    }
    if (quiet && this.filter === "open") {
      this.nextOpen();
      return;
    }
    if (!this.keep()) return;
    this.voice.say(this.words(by > 0 ? "desk.last" : "desk.first"));
  }

  nextOpen() {
    const at = this.items.findIndex((item) => item.id === this.now);
    const rest = [...this.items.slice(at + 1), ...this.items.slice(0, at + 1)];
    const to = rest.find((item) => !item.done && item.id !== this.now && this.state.get(item.id) !== "saving");
    if (to) this.open(to.id);
    else this.none();
  }

  show(filter) {
    this.filter = filter;
    this.first();
  }

  ask(question) {
    this.question = question;
    this.first();
  }

  first() {
    if (!this.keep()) return;
    this.now = null;
    const [item] = this.list();
    if (item) this.open(item.id, { focus: false });
    else this.none();
  }

  name(shown) {
    this.names = shown;
    if (this.now) this.open(this.now, { focus: false });
  }

  press(event) {
    if (!this.now || !this.keys && event.key.length === 1) return;
    const key = keyOf(event, this.form.count());
    if (key === null) return;
    const run = {
      next: () => this.step(1), back: () => this.step(-1), open: () => this.nextOpen(), save: () => this.saveAndNext(), leave: () => goTo(this.head),
      mark: () => this.form.focus(), comment: () => this.form.comment(), none: () => this.form.tick(null, false), every: () => this.form.tick(null, true),
    };
    event.preventDefault();
    if (typeof key === "number") this.form.tick(key);
    else run[key]();
  }

  destroy() {
    this.keep();
    removeEventListener("pagehide", this.leaving);
    for (const off of this.off) off();
  }
}

async function render({ el: root, hello, desk }) {
  const marking = new Marking({ hello, desk });
  root.replaceChildren(marking.node);
  marking.paint();
  // What an earlier page marked is on its way: not that one again.
  const list = marking.list();
  const item = list.find((one) => !marking.state.has(one.id)) ?? list[0];
  if (item) await marking.open(item.id);
  return marking;
}

export default { render };
