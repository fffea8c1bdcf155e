// A hands-on checklist: an instructor ticks what they see, rates the whole, and signs; the learner reads the outcome.
import { announcer, el, goTo, inline, keepKeys, uid } from "../../widgets/js/dom.js";
import { choice, part, parts } from "../../widgets/js/parts.js";

const TICKS = ["done", "partly", "not"];
const STATE = { done: "right", partly: "partly", not: "wrong" };
// Typing is sent when it has paused for this long, in ms.
const PAUSE = 400;

const EMPTY = { items: {}, rating: null, assessor: "", note: "" };

export class Checklist {
  constructor({ hello, desk, open = false }) {
    const { props } = hello;
    Object.assign(this, { desk, props, words: desk.words, locked: !hello.learner, timer: null, serial: 0 });
    this.records = new Map(hello.records.map((record) => [record.attempt, record]));
    this.feedback = new Map(hello.records.map((r) => [r.attempt, hello.feedback[`${r.attempt}/${r.question}`] ?? null]));
    this.attempt = Math.max(props.attempt, ...hello.records.map((r) => r.attempt), ...hello.pending.map((m) => m.attempt));
    this.voice = announcer();
    const title = uid("check");
    this.heading = el("h3", { class: "bc-title", id: title }, props.title);
    this.outcome = el("div", { class: "bc-check-outcome" });
    this.list = el("div", { class: "bc-check-list" });
    this.summary = el("summary", null);
    this.fold = el("details", { class: "bc-check-fold bc-screen-only" }, this.summary, this.list);
    this.node = keepKeys(el("section", { class: "bc bc-check", "aria-labelledby": title },
      this.heading,
      hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null,
      this.outcome, this.locked ? null : this.fold, this.sheet(), this.voice.node));
    this.begin(this.records.get(this.attempt));
    this.fold.open = open && this.state === "open";
    const waiting = hello.pending.filter((m) => m.attempt === this.attempt).at(-1);
    if (waiting && !this.records.get(this.attempt)?.final) this.set(waiting.answer);
    this.flush = () => this.timer !== null && this.send(false);
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
    this.off = [desk.on("record", (news) => this.hear(news)), desk.on("status", (news) => this.status(news))];
  }

  sources() {
    return el("details", { class: "bc-sources bc-screen-only" }, el("summary", null, this.words("check.sources")),
      el("ul", null, this.props.sources.map(({ label, title, found }) => el("li", null, el("p", null, el("strong", null, label), " · ", inline(title)), el("p", { class: "bc-how" }, inline(found))))));
  }

  // What a printout shows: an empty list with room to write.
  sheet() {
    const { props, words } = this;
    const box = (text) => el("li", null, "\u2610 ", text);
    return el("div", { class: "bc-paper-only bc-check-sheet" },
      el("p", null, words("check.sheet.how")),
      el("table", null, el("thead", null, el("tr", null, el("th", { scope: "col" }, words("check.items")), TICKS.map((t) => el("th", { scope: "col" }, words(`check.tick.${t}`))))),
        el("tbody", null, props.items.map((i) => el("tr", null, el("th", { scope: "row" }, inline(i.text), i.safety ? ` (${words("check.safety")})` : ""), TICKS.map(() => el("td", null, "\u2610")))))),
      el("p", null, words("check.rating")), el("ul", null, props.ratings.map((r) => box(`${r.label}: ${r.means}`))),
      el("p", null, words("check.sheet.signed")));
  }

  // A fresh list, or one that was begun.
  begin(record) {
    this.state = "open";
    this.answer = structuredClone(EMPTY);
    this.build();
    if (record) this.take(record, { quiet: true });
    else this.paint();
  }

  build() {
    const { props, words } = this;
    this.radios = new Map();
    const items = props.items.map((item) => {
      const name = uid("tick");
      const label = uid("item");
      const inputs = TICKS.map((tick) => el("input", { type: "radio", name, value: tick, onchange: () => this.change({ items: { ...this.answer.items, [item.id]: tick } }) }));
      this.radios.set(item.id, inputs);
      return el("li", { class: "bc-check-item" },
        el("p", { id: label }, inline(item.text), item.safety ? [" ", el("span", { class: "bc-tag" }, words("check.safety"))] : null),
        el("div", { class: "bc-check-ticks", role: "radiogroup", "aria-labelledby": label }, inputs.map((input, i) => el("label", null, input, el("span", null, words(`check.tick.${TICKS[i]}`))))));
    });
    const name = uid("rating");
    this.ratings = props.ratings.map((r) => choice({ type: "radio", name, value: r.id, text: r.label, small: r.means, onchange: () => this.change({ rating: r.id }) }));
    const who = uid("who");
    const note = uid("note");
    this.assessor = el("input", { type: "text", id: who, class: "bc-field", maxlength: 120, autocomplete: "off", oninput: () => this.change({ assessor: this.assessor.value }, true) });
    this.note = el("textarea", { id: note, class: "bc-field bc-wide", rows: 3, maxlength: 4000, oninput: () => this.change({ note: this.note.value }, true) });
    this.problem = el("p", { class: "bc-problem", role: "alert" });
    this.save = el("p", { class: "bc-save" });
    this.sign = el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.commit() }, words("check.sign"));
    this.list.replaceChildren(el("p", { class: "bc-how" }, words("check.how")),
      el("ol", { class: "bc-check-items" }, items),
      el("fieldset", { class: "bc-check-rating" }, el("legend", null, words("check.rating")), el("div", { class: "bc-choices" }, this.ratings.map((r) => r.node))),
      el("label", { for: note }, words("check.note")), this.note,
      el("label", { for: who }, words("check.assessor")), this.assessor, el("p", { class: "bc-how" }, words("check.signing")),
      this.problem, el("div", { class: "bc-actions" }, this.sign, this.save), this.sources());
  }

  set(answer) {
    this.answer = { ...EMPTY, ...answer };
    for (const [id, inputs] of this.radios) for (const input of inputs) input.checked = this.answer.items[id] === input.value;
    for (const { input } of this.ratings) input.checked = this.answer.rating === input.value;
    if (document.activeElement !== this.assessor) this.assessor.value = this.answer.assessor;
    if (document.activeElement !== this.note) this.note.value = this.answer.note;
    this.paint();
  }

  change(news, typing = false) {
    if (this.state !== "open") return;
    this.answer = { ...this.answer, ...news };
    this.problem.textContent = "";
    this.paint();
    clearTimeout(this.timer);
    this.timer = null;
    if (typing) this.timer = setTimeout(() => this.send(false), PAUSE);
    else this.send(false);
  }

  say(kind, text) {
    this.save.dataset.save = kind;
    this.save.textContent = text;
  }

  async send(final) {
    clearTimeout(this.timer);
    this.timer = null;
    this.serial += 1;
    const mine = this.serial;
    const { desk, props, words } = this;
    this.say("saving", words("check.saving"));
    const reply = await desk.put({ attempt: this.attempt, question: props.question, answer: this.answer, final, digest: props.digest });
    if (mine !== this.serial) return;
    if (reply.saved) this.say("saved", words(final ? "check.saved" : "check.saved_draft"));
    else if (!reply.superseded && reply.problem && !reply.record?.final) this.refuse(reply.problem);
    if (reply.record?.final) this.take(reply.record, { feedback: reply.feedback });
  }

  refuse(problem) {
    this.say("refused", problem);
    this.state = "open";
    this.lock(false);
    this.voice.say(problem);
  }

  lock(shut) {
    for (const input of this.list.querySelectorAll("input, textarea")) input.disabled = shut;
    this.sign.setAttribute("aria-disabled", String(shut));
  }

  commit() {
    if (this.state !== "open") return;
    const { answer, props, words } = this;
    const missing = props.items.filter((i) => !answer.items[i.id]).length;
    const lack = missing ? words("check.lack.items", { n: missing }) : !answer.rating ? words("check.lack.rating") : !answer.assessor.trim() ? words("check.lack.assessor") : "";
    if (lack) {
      this.problem.textContent = lack;
      return;
    }
    this.state = "signing";
    this.lock(true);
    this.send(true);
  }

  status({ status, problem }) {
    if (status === "waiting") this.say("waiting", [this.words("check.waiting"), problem].filter(Boolean).join(" "));
  }

  hear({ record, feedback }) {
    if (record.question !== this.props.question) return;
    if (this.records.get(record.attempt)?.final) return;
    if (record.attempt > this.attempt) this.attempt = record.attempt;
    if (record.attempt !== this.attempt) return;
    if (record.final || this.timer === null) this.take(record, { feedback, quiet: !record.final || this.state !== "signing" });
  }

  take(record, { feedback = undefined, quiet = false } = {}) {
    this.records.set(record.attempt, record);
    if (feedback !== undefined) this.feedback.set(record.attempt, feedback);
    if (!record.final) {
      this.set(record.answer ?? EMPTY);
      return;
    }
    this.state = "signed";
    this.fold.open = false;
    this.paint();
    if (!quiet) {
      this.voice.say(this.words("check.saved"));
      goTo(this.outcome.querySelector("h4"));
    }
  }

  paint() {
    const { words, props } = this;
    const n = Object.keys(this.answer.items).length;
    this.summary.textContent = n ? words("check.go_on", { n, of: props.items.length }) : words("check.open");
    this.fold.hidden = this.state === "signed";
    const signed = [...this.records.values()].filter((r) => r.final).sort((a, b) => b.attempt - a.attempt);
    if (this.state !== "signed" && !signed.length) {
      this.outcome.replaceChildren();
      return;
    }
    const again = el("button", { type: "button", class: "bc-button", onclick: () => this.again() }, words("check.again"));
    this.outcome.replaceChildren(...signed.map((r, i) => this.result(r, i === 0)), this.state === "signed" && !this.locked ? el("div", { class: "bc-actions bc-screen-only" }, again) : "");
  }

  result(record, latest) {
    const { words, props } = this;
    const { answer } = record;
    const found = this.feedback.get(record.attempt)?.result;
    const rating = props.ratings.find((r) => r.id === answer.rating);
    const when = new Date(record.at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const state = !found ? "kept" : found.passed ? "right" : found.unsafe.length ? "wrong" : "partly";
    const word = !found ? words("check.kept") : found.passed ? words("check.passed") : words("check.not_passed");
    const head = el("h4", { class: "bc-verdict-word" }, word);
    const signed = el("p", null, words("check.signed", { who: answer.assessor, when }), " ", rating ? words("check.rated", { label: rating.label }) : "",
      found ? ` ${words("check.share", { n: Math.round(found.share * 100) })}` : "", found?.unsafe.length ? ` ${words("check.unsafe")}` : "");
    const lines = props.items.filter((i) => answer.items?.[i.id]).map((i) => part({ state: STATE[answer.items[i.id]], word: words(`check.tick.${answer.items[i.id]}`), text: i.text, tags: i.safety ? [words("check.safety")] : [] }));
    return el("div", { class: "bc-verdict", data: { verdict: state } }, head, signed, answer.note ? el("blockquote", { class: "bc-check-said" }, answer.note) : null,
      el("details", { open: latest && state === "wrong" }, el("summary", null, words("check.lines")), parts(words("check.lines"), lines)));
  }

  async again() {
    const reply = await this.desk.start(this.attempt + 1);
    if (reply.problem) {
      this.voice.say(reply.problem);
      return;
    }
    this.attempt = reply.attempt;
    this.props = { ...this.props, ...reply.props };
    this.begin(null);
    this.fold.open = true;
    this.fold.querySelector("summary").focus();
  }

  destroy() {
    this.flush();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

function render({ el: root, hello, desk }) {
  const view = new Checklist({ hello, desk });
  root.replaceChildren(view.node);
  return view;
}

export default { render };
