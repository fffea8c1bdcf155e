// The session planner: whom for, in which order, the steps, what the rules say of them, and the plans that were kept.
import { announcer, el, goTo, inline, keepKeys, uid } from "../../widgets/js/dom.js";
import { createEditor, createPlanView } from "./editor.js";
import { findingList, stepsOf } from "./findings.js";
import { capital, places, plainly, totalOf } from "./outline.js";
import { createSheet, printAlone } from "./sheet.js";

// Typing is sent when it has paused for this long.
const PAUSE = 300;

class Planner {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words, props: hello.props, plans: new Map(), serial: 0, timer: null, last: null, waiting: false });
    for (const record of hello.records) this.keep(record, hello.feedback[`${record.attempt}/${record.question}`]);
    this.locked = !hello.learner;
    this.build(hello.problem);
    const pending = hello.pending.at(-1) ?? null;
    const newest = Math.max(1, hello.props.attempt, ...this.plans.keys(), pending?.attempt ?? 0);
    this.open(newest, pending);
    this.off = [desk.on("record", (news) => this.hear(news)), desk.on("status", (news) => this.paintStatus(news))];
    this.flush = () => this.timer !== null && this.send(false);
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
  }

  keep(record, feedback) {
    const known = this.plans.get(record.attempt);
    if (known?.final && !record.final) return;
    this.plans.set(record.attempt, { answer: record.answer, final: record.final, feedback: feedback ?? (known?.final === record.final ? known.feedback : null) ?? null });
  }

  build(problem) {
    const { words, props } = this;
    const title = uid("plan");
    const clientId = uid("client");
    this.voice = announcer();
    this.client = el("select", { class: "bc-field", id: clientId, onchange: () => {
      this.paintClient();
      this.changed();
    } }, el("option", { value: "" }, words("plan.client.nobody")), props.clients.map((one) => el("option", { value: one.id }, this.nameOf(one))));
    this.about = el("div", { class: "bc-plan-about", "aria-live": "polite" });
    this.editor = createEditor({ vocabulary: props.vocabulary, models: props.models, words, asset: this.desk.asset, cautions: true,
      changed: (how) => this.changed(how), label: { "aria-labelledby": title } });
    this.fill = el("div", { class: "bc-plan-fill" });
    this.editor.node.querySelector(".bc-plan-order")?.append(this.fill);
    this.found = el("section", { class: "bc-plan-found", "aria-labelledby": `${title}-found` });
    this.foundTitle = el("h4", { id: `${title}-found` }, words("plan.findings"));
    this.foundBody = el("div", { class: "bc-plan-found-body" });
    this.found.append(this.foundTitle, this.foundBody);
    this.why = el("p", { class: "bc-why", id: `${title}-why` });
    this.keepButton = el("button", { type: "button", class: "bc-button bc-main", "aria-describedby": `${title}-why`, onclick: () => this.commit() }, words("plan.keep"));
    this.printButton = el("button", { type: "button", class: "bc-button", onclick: () => printAlone(this.sheet()) }, words("plan.print"));
    this.save = el("p", { class: "bc-save", role: "status" });
    this.past = el("div", { class: "bc-plan-past bc-screen-only" });
    this.kept = el("div", { class: "bc-plan-done" });
    this.paper = el("div", { class: "bc-paper-only" });
    this.form = el("div", { class: "bc-plan-work" },
      el("div", { class: "bc-plan-who" }, el("label", { for: clientId }, words("plan.client")), this.client, this.about),
      this.editor.node, this.found,
      el("div", { class: "bc-actions" }, this.keepButton, this.printButton, this.why), el("p", { class: "bc-how" }, words("plan.keep.how")));
    this.form.classList.add("bc-screen-only");
    this.node = keepKeys(el("section", { class: "bc bc-plan", "aria-labelledby": title },
      el("header", { class: "bc-plan-head bc-screen-only" }, el("h3", { class: "bc-title", id: title }, words("plan.title")), this.save,
        el("p", { class: "bc-how" }, words("plan.task")), this.past),
      problem ? el("p", { class: "bc-problem", role: "alert" }, problem) : null,
      this.form, this.kept, this.paper, this.voice.node));
  }

  nameOf(one) {
    return capital(this.words(one.session > 1 ? "plan.client.session" : "plan.client.one", one));
  }

  clientOf(id) {
    return this.props.clients.find((one) => one.id === id) ?? null;
  }

  // ---------------------------------------------------------------- one plan

  given() {
    const plan = this.editor.get();
    return plan || this.client.value ? { client: this.client.value, ...(plan ?? { steps: [], model: "" }) } : null;
  }

  open(attempt, pending = null) {
    this.attempt = attempt;
    const known = this.plans.get(attempt);
    const final = known?.final || pending?.final || this.locked;
    this.form.hidden = Boolean(final);
    this.kept.hidden = !final;
    if (final) {
      this.showKept(known ?? { answer: pending?.answer ?? this.props.begin, feedback: null });
    } else {
      const answer = pending?.answer ?? known?.answer ?? this.props.begin;
      this.show(answer);
      this.last = JSON.stringify(this.given());
      this.shown = pending ? null : known ? known.feedback : this.props.found;
      this.waiting = Boolean(pending);
      this.paintFound();
    }
    this.paintPast();
  }

  show(answer) {
    this.client.value = this.clientOf(answer?.client) ? answer.client : "";
    this.editor.set(answer);
    this.paintClient();
    this.paintFill();
  }

  changed({ typing = false } = {}) {
    clearTimeout(this.timer);
    this.timer = null;
    this.paintFill();
    this.paintKeep();
    if (JSON.stringify(this.given()) === this.last) return;
    this.shown = null;
    this.paintFound();
    if (typing) this.timer = setTimeout(() => this.send(false), PAUSE);
    else this.send(false);
  }

  async send(final) {
    clearTimeout(this.timer);
    this.timer = null;
    const answer = this.given();
    if (answer === null || (!final && JSON.stringify(answer) === this.last)) return null;
    const { attempt, props } = this;
    this.serial += 1;
    const mine = this.serial;
    this.last = JSON.stringify(answer);
    this.waiting = true;
    this.say("saving", this.words("plan.saving"));
    const reply = await this.desk.put({ attempt, question: props.question, answer, final, certainty: null, digest: props.digest });
    // What was saved is shown by `hear`, which also hears of other tabs.
    if (mine === this.serial && !reply.saved && !reply.superseded) {
      this.waiting = false;
      this.say("refused", reply.problem);
      this.voice.say(reply.problem);
      this.foundBody.replaceChildren(el("p", { class: "bc-problem" }, reply.problem));
    }
    return reply;
  }

  // A record that is on disk: what the rules say of the draft shown here, or a plan that was kept.
  take(record, feedback) {
    const before = this.plans.get(record.attempt);
    this.keep(record, feedback);
    if (record.attempt !== this.attempt) {
      if (record.attempt > this.attempt && !this.node.contains(document.activeElement)) this.open(record.attempt);
    } else if (record.final) {
      clearTimeout(this.timer);
      this.timer = null;
      if (!before?.final || !before.feedback) this.open(record.attempt);
    } else if (JSON.stringify(record.answer) === JSON.stringify(this.given())) {
      this.shown = feedback;
      this.paintFound();
    } else if (!this.waiting && this.timer === null && !this.form.contains(document.activeElement)) {
      this.open(record.attempt);
    }
    this.paintPast();
  }

  hear({ record, feedback }) {
    if (record.question !== this.props.question) return;
    if (record.attempt === this.attempt && JSON.stringify(record.answer) === this.last) {
      this.waiting = false;
      this.say("saved", this.words("plan.saved"));
    }
    this.take(record, feedback ?? null);
  }

  lacking() {
    const plan = this.editor.get();
    return this.editor.problem() ?? (plan?.steps.length ? null : this.words("plan.empty"));
  }

  async commit() {
    const lack = this.lacking();
    if (lack) {
      this.paintKeep();
      this.voice.say(lack);
      this.editor.focus();
      return;
    }
    this.keepButton.setAttribute("aria-disabled", "true");
    const reply = await this.send(true);
    this.paintKeep();
    if (reply?.saved || reply?.record?.final) goTo(this.kept.querySelector("h4"));
    else if (reply?.problem) this.voice.say(reply.problem);
  }

  // ---------------------------------------------------------------- what is shown

  paintClient() {
    const { words, props } = this;
    const one = this.clientOf(this.client.value);
    this.about.replaceChildren(...(one ? [
      el("p", null, one.text),
      el("p", { class: "bc-plan-decision", data: { treated: String(one.treated) } }, el("strong", null, words("plan.decision", { decision: one.decision })), " ", one.why.join(" ")),
      one.avoid.length ? el("p", null, words("plan.sheet.clear", { areas: places(one.avoid, props.vocabulary.areas, words) })) : null,
      one.treated && one.changes.length ? el("ul", { class: "bc-plan-changes" }, one.changes.map((text) => el("li", null, text))) : null,
      one.sources.length ? el("details", { class: "bc-sources" }, el("summary", null, words("plan.sources")), el("ul", null, one.sources.map(({ label, title }) =>
        el("li", null, el("strong", null, label), " · ", inline(title))))) : null,
    ].filter(Boolean) : []));
  }

  // The button that puts a named model's steps in, and the question whether to, where there are steps already.
  paintFill(asking = false) {
    const { words, props } = this;
    const plan = this.editor.get();
    const model = plan?.model ? props.models[plan.model] : null;
    if (!model) {
      this.fill.replaceChildren();
      return;
    }
    const put = () => {
      this.editor.set({ steps: model.steps, model: plan.model });
      this.changed();
      this.voice.say(words("plan.filled", { n: model.steps.length, model: model.name }));
      this.editor.focus();
    };
    if (asking) {
      const yes = el("button", { type: "button", class: "bc-button", onclick: put }, words("plan.fill.yes"));
      this.fill.replaceChildren(el("p", null, words("plan.fill.ask", { model: model.name })), yes,
        el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => {
          this.paintFill();
          this.fill.querySelector("button").focus();
        } }, words("plan.fill.no")));
      yes.focus();
      return;
    }
    if (this.fill.querySelector("button")?.dataset.model === plan.model) return;
    this.fill.replaceChildren(el("button", { type: "button", class: "bc-button", data: { model: plan.model },
      onclick: () => (this.editor.get().steps.length ? this.paintFill(true) : put()) }, words("plan.fill")));
  }

  paintFound() {
    const { words, shown } = this;
    const steps = this.editor.get()?.steps ?? [];
    this.editor.mark(shown ? stepsOf(shown.findings) : new Set());
    const n = shown?.findings.length ?? 0;
    this.foundTitle.textContent = [words("plan.findings"), n ? `(${words(n === 1 ? "plan.findings.one" : "plan.findings.count", { n })})` : ""].join(" ").trim();
    if (!steps.length) this.foundBody.replaceChildren(el("p", { class: "bc-how" }, words("plan.begin")));
    else if (!shown) this.foundBody.replaceChildren(el("p", { class: "bc-how" }, words("plan.checking")));
    else {
      this.foundBody.replaceChildren(...findingList({ shown, words, go: (step) => this.editor.go(step) }));
      const told = n ? words(n === 1 ? "plan.findings.one" : "plan.findings.count", { n }) : words("plan.findings.none");
      if (this.told !== undefined && told !== this.told) this.voice.say(told);
      this.told = told;
    }
    this.paintKeep();
    this.paintPaper();
  }

  paintKeep() {
    const lack = this.lacking();
    this.keepButton.setAttribute("aria-disabled", String(lack !== null));
    this.why.textContent = lack ?? "";
    this.printButton.hidden = !(this.editor.get()?.steps.length > 0);
  }

  sheet(answer = this.given(), feedback = this.shown) {
    const { props, words } = this;
    const open = feedback?.findings ? feedback.findings.filter((f) => f.weight !== "advice").length : null;
    const plan = { steps: (answer?.steps ?? []).filter((step) => props.vocabulary.strokes[step.stroke]), model: answer?.model ?? "" };
    return createSheet({ plan, client: this.clientOf(answer?.client), open, vocabulary: props.vocabulary, models: props.models, words });
  }

  paintPaper() {
    const known = this.plans.get(this.attempt);
    const answer = known?.final ? known.answer : this.given();
    this.paper.replaceChildren(...(answer?.steps.length ? [this.sheet(answer, known?.final ? known.feedback : this.shown)] : [el("h4", null, this.words("plan.title")), el("p", null, this.words("plan.sheet.columns")),
      el("div", { class: "bc-plan-lines" }, [1, 2, 3, 4, 5, 6, 7, 8].map(() => el("div")))]));
  }

  showKept({ answer, feedback }) {
    const { words, props } = this;
    const one = this.clientOf(answer?.client);
    const word = !feedback ? null : feedback.damaged ? "plan.damaged" : feedback.changed ? "plan.changed" : feedback.unsafe ? "plan.done.bad" : feedback.score >= 1 ? "plan.done.good" : "plan.done.partly";
    const marked = feedback?.findings ? stepsOf(feedback.findings) : new Set();
    this.kept.replaceChildren(el("div", { class: "bc-screen-only bc-plan-kept-all" },
      el("h4", null, word ? words(word) : words("plan.past.one", { n: this.attempt, steps: answer.steps.length, minutes: plainly(totalOf(answer.steps)) })),
      el("p", null, one ? `${this.nameOf(one)}. ${one.text}` : words("plan.client.nobody")),
      createPlanView({ plan: answer, vocabulary: props.vocabulary, words, marked, model: props.models[answer.model]?.name ?? "" }),
      feedback?.findings ? el("section", { class: "bc-plan-found" }, el("h5", null, words("plan.findings")), findingList({ shown: feedback, words })) : null,
      el("div", { class: "bc-actions" },
        this.locked ? null : el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.again(null) }, words("plan.again")),
        this.locked ? null : el("button", { type: "button", class: "bc-button", onclick: () => this.again(answer) }, words("plan.copy")),
        answer.steps.length ? el("button", { type: "button", class: "bc-button", onclick: () => printAlone(this.sheet(answer, feedback)) }, words("plan.print")) : null)));
    this.paintPaper();
  }

  async again(from) {
    const next = Math.max(this.attempt, ...this.plans.keys()) + 1;
    const open = [...this.plans].find(([, plan]) => !plan.final);
    if (!open) {
      const reply = await this.desk.start(next);
      if (reply.problem) {
        this.voice.say(reply.problem);
        this.say("refused", reply.problem);
        return;
      }
    }
    this.open(open ? open[0] : next);
    if (from) {
      this.show(from);
      this.changed();
    }
    this.client.focus();
  }

  paintPast() {
    const { words, plans } = this;
    const kept = [...plans].filter(([, plan]) => plan.final).map(([n]) => n).sort((a, b) => a - b);
    const numbers = [...new Set([...kept, this.attempt])].sort((a, b) => a - b);
    if (!kept.length || numbers.length < 2) {
      this.past.replaceChildren();
      return;
    }
    const id = uid("past");
    const select = el("select", { class: "bc-field", id, onchange: () => {
      this.flush();
      this.open(Number(select.value));
      this.past.querySelector("select").focus();
    } }, numbers.map((n) => {
      const plan = plans.get(n);
      return el("option", { value: n, selected: n === this.attempt }, plan?.final
        ? words("plan.past.one", { n, steps: plan.answer.steps.length, minutes: plainly(totalOf(plan.answer.steps)) }) : words("plan.past.now", { n }));
    }));
    this.past.replaceChildren(el("label", { for: id }, words("plan.past")), select);
  }

  say(state, text) {
    this.save.dataset.save = state;
    this.save.textContent = text;
  }

  paintStatus({ status, problem }) {
    if (!this.waiting) return;
    if (status === "waiting") this.say("waiting", [this.words("plan.waiting"), problem].filter(Boolean).join(" "));
    else if (status === "refused") {
      this.waiting = false;
      this.say("refused", problem);
    }
  }

  destroy() {
    this.flush();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

function render({ el: root, hello, desk }) {
  const planner = new Planner({ hello, desk });
  root.replaceChildren(planner.node);
  return planner;
}

export default { render };
