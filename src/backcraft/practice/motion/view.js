// Measuring by phone: choose a recording, say what the hand did, and see the rate that was found, or why none was.
import { announcer, el, goTo, inline, keepKeys, uid } from "../../widgets/js/dom.js";
import { choice } from "../../widgets/js/parts.js";
import { createNoFigure, createResult, measurements } from "./result.js";

// Bytes of a file in one message; the same as desk.py's.
const PART = 256 * 1024;

const megabytes = (bytes) => String(Math.round(bytes / 1048576));

// The text of a part that a message can carry.
function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

class Motion {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words, props: hello.props, traces: new Map() });
    this.attempts = new Map();
    for (const record of hello.records) this.keep(record, hello.feedback[`${record.attempt}/${record.question}`]);
    this.left = new Map(hello.pending.map((message) => [message.id, message.answer]));
    for (const { attempt, answer } of hello.pending) this.attempts.set(attempt, { answer, feedback: null, at: null });
    this.locked = !hello.learner;
    this.kind = "line";
    this.busy = false;
    this.build(hello.problem);
    this.showHistory();
    const last = Math.max(0, ...this.attempts.keys());
    if (last) this.show(last);
    this.off = [desk.on("record", (news) => this.hear(news)), desk.on("status", (news) => this.paintStatus(news))];
  }

  build(problem) {
    const { words, props } = this;
    const title = uid("motion");
    const file = uid("file");
    this.voice = announcer();
    this.input = el("input", { type: "file", id: file, class: "bc-field bc-wide", accept: ".csv,.tsv,.txt,.zip", "aria-describedby": `${file}-how ${file}-problem`,
      onchange: () => this.complain("") });
    this.problem = el("p", { class: "bc-problem", id: `${file}-problem`, role: "alert" });
    this.progress = el("progress", { class: "bc-motion-progress", max: 100, value: 0, hidden: true, "aria-label": words("motion.measuring") });
    this.going = el("p", { class: "bc-how" });
    this.button = el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.measure() }, words("motion.measure"));
    this.status = el("p", { class: "bc-save" });
    const name = uid("kind");
    const kinds = Object.keys(props.movements).map((kind) => choice({ type: "radio", name, value: kind, text: words(`motion.kind.${kind}`), small: words(`motion.kind.${kind}.note`),
      checked: kind === this.kind, onchange: () => { this.kind = kind; } }));
    this.form = el("div", { class: "bc-motion-form bc-screen-only" },
      el("fieldset", { class: "bc-motion-kind" }, el("legend", null, words("motion.kind")), el("div", { class: "bc-choices" }, kinds.map((k) => k.node ?? k))),
      el("div", { class: "bc-motion-file" },
        el("label", { for: file }, words("motion.choose")),
        this.input,
        el("p", { class: "bc-how", id: `${file}-how` }, words("motion.file", { mb: megabytes(props.most_bytes) }), " ", words("motion.keep")),
        this.problem),
      el("div", { class: "bc-actions" }, this.button, this.progress, this.going));
    this.outcome = el("div", { class: "bc-tempo-outcome" });
    this.history = el("div", { class: "bc-tempo-history" });
    this.node = keepKeys(el("section", { class: "bc bc-tempo bc-motion", "aria-labelledby": title },
      el("header", { class: "bc-tempo-head" },
        el("h3", { class: "bc-title", id: title }, words("motion.title", { stroke: props.stroke.name })),
        el("ul", { class: "bc-tempo-task" }, props.task.map((line) => el("li", null, line))),
        el("details", { class: "bc-sources" }, el("summary", null, words("motion.sources")),
          el("ul", null, props.sources.map(({ label, title: work, found }) => el("li", null, el("p", null, el("strong", null, label), " · ", inline(work)), el("p", { class: "bc-how" }, inline(found))))))),
      problem ? el("p", { class: "bc-problem", role: "alert" }, problem) : null,
      this.locked ? null : this.form, this.outcome, this.history, this.voice.node));
  }

  complain(text) {
    this.problem.textContent = text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  waiting(percent) {
    this.busy = percent !== null;
    this.progress.hidden = !this.busy;
    this.button.setAttribute("aria-disabled", String(this.busy));
    this.progress.value = percent ?? 0;
    this.going.textContent = !this.busy ? "" : percent < 100 ? this.words("motion.sending", { n: percent }) : this.words("motion.measuring");
  }

  async measure() {
    const file = this.input.files[0];
    const { words, props } = this;
    if (this.busy) return;
    this.complain("");
    if (!file) {
      this.complain(words("motion.missing"));
      return;
    }
    if (file.size > props.most_bytes) {
      this.complain(words("motion.too_large", { size: megabytes(file.size), mb: megabytes(props.most_bytes) }));
      return;
    }
    this.waiting(0);
    let reply;
    try {
      reply = await this.send(file);
    } catch {
      reply = { problem: words("motion.unreadable") };
    }
    this.waiting(null);
    if (reply.problem) {
      this.complain(reply.problem);
      return;
    }
    if (reply.measured.cycles === null) {
      this.shown = null;
      this.outcome.replaceChildren(createNoFigure({ measured: reply.measured, trace: reply.trace, words }));
      goTo(this.outcome.querySelector("h4"));
      return;
    }
    await this.commit({ stroke: props.stroke.id, kind: this.kind, measured: reply.measured }, reply.trace);
  }

  // Sends the file in parts, one after the other, and returns the kernel's last reply.
  async send(file) {
    const of = Math.max(1, Math.ceil(file.size / PART));
    let reply = null;
    for (let part = 0; part < of; part += 1) {
      const bytes = new Uint8Array(await file.slice(part * PART, (part + 1) * PART).arrayBuffer());
      this.waiting(Math.round((100 * (part + 1)) / of));
      reply = await this.desk.ask({ do: "recording", name: file.name, part, of, data: base64(bytes) });
      if (reply.problem) return reply;
    }
    return reply;
  }

  // Keeps a result under the next free number. One that another tab has used up meanwhile is left to it.
  async commit(answer, trace = null) {
    for (;;) {
      const attempt = Math.max(0, ...this.attempts.keys()) + 1;
      this.attempts.set(attempt, { answer, feedback: null, at: null });
      this.traces.set(attempt, trace);
      this.show(attempt);
      goTo(this.outcome.querySelector("h4"));
      const reply = await this.desk.put({ attempt, question: this.props.question, answer, final: true, certainty: null, digest: this.props.digest });
      if (reply.record) this.hear(reply);
      else this.attempts.delete(attempt);
      if (reply.saved) return;
      this.traces.delete(attempt);
      if (!reply.record) {
        this.outcome.replaceChildren();
        this.complain(reply.problem);
        return;
      }
    }
  }

  keep(record, feedback) {
    if (record?.final) this.attempts.set(record.attempt, { answer: record.answer, feedback: feedback ?? this.attempts.get(record.attempt)?.feedback ?? null, at: record.at });
  }

  hear({ record, feedback, re, saved }) {
    if (record.question !== this.props.question) return;
    const news = !this.attempts.get(record.attempt)?.feedback;
    this.keep(record, feedback);
    this.showHistory();
    if (news && this.shown === record.attempt) {
      this.show(record.attempt);
      this.voice.say(this.outcome.textContent.slice(0, 200));
    }
    const again = this.left.get(re);
    this.left.delete(re);
    if (again && saved === false) this.commit(again);
  }

  show(attempt) {
    const here = this.outcome.contains(document.activeElement);
    this.shown = attempt;
    this.outcome.replaceChildren(createResult({ attempt, kept: this.attempts.get(attempt), trace: this.traces.get(attempt) ?? null, props: this.props, words: this.words, status: this.status }));
    if (here) goTo(this.outcome.querySelector("h4"));
  }

  showHistory() {
    const table = measurements({ attempts: this.attempts, props: this.props, words: this.words, show: (attempt) => {
      this.show(attempt);
      goTo(this.outcome.querySelector("h4"));
    } });
    this.history.replaceChildren(...(table ? [table] : []));
  }

  paintStatus({ status, problem }) {
    const word = { saving: "motion.saving", saved: "motion.saved", waiting: "motion.waiting" }[status];
    this.status.dataset.save = status;
    this.status.textContent = [word ? this.words(word) : "", status === "saved" ? "" : problem ?? ""].join(" ").trim();
  }

  destroy() {
    for (const off of this.off) off();
  }
}

function render({ el: root, hello, desk }) {
  const motion = new Motion({ hello, desk });
  root.replaceChildren(motion.node);
  return motion;
}

export default { render };
