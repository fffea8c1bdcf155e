// The practice exam: a page to begin on, one question at a time, handing in, and the report.
import { announcer, el, goTo, keepKeys, uid } from "../../widgets/js/dom.js";
import { createPaper } from "./paper.js";
import { createReport } from "./report.js";
import { createStart } from "./start.js";

class Exam {
  constructor({ el: root, hello, desk }) {
    Object.assign(this, { root, desk, words: desk.words, pending: hello.pending ?? [] });
    this.records = new Map();
    this.feedback = new Map();
    this.voice = announcer();
    const id = uid("exam");
    this.title = el("h3", { class: "bc-title", id });
    this.body = el("div", { class: "bc-exam-body" });
    const problem = hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null;
    this.node = keepKeys(el("section", { class: "bc bc-quiz bc-exam", "aria-labelledby": id }, problem, this.title, this.body, this.voice.node));
    this.flush = () => this.part?.flush?.();
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    this.off = [
      desk.on("record", ({ record }) => this.hear(record)),
      desk.on("elsewhere", ({ record }) => this.hear(record)),
      desk.on("status", (news) => this.part?.status?.(news)),
    ];
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
    this.take(hello);
  }

  // What the kernel says stands: records and feedback of the sittings.
  take({ records, feedback }) {
    for (const record of records ?? []) this.records.set(`${record.attempt}/${record.question}`, record);
    for (const [key, found] of Object.entries(feedback ?? {})) this.feedback.set(key, found);
  }

  // A record that was saved, here or in another tab: a paper or a hand-in changes the page.
  async hear(record) {
    this.records.set(`${record.attempt}/${record.question}`, record);
    const here = this.props.sitting?.attempt;
    if (record.question === "_paper" ? here !== record.attempt : record.question === "_handed-in" && here === record.attempt && !this.props.sitting.report) {
      if (!this.busy) await this.open(await this.desk.ask({ do: "show", attempt: record.attempt }));
    } else if (record.attempt === here) this.part?.hear?.(record);
  }

  async open(reply, { focus = false } = {}) {
    if (reply.problem) return reply.problem;
    this.take(reply);
    this.desk.share(reply.records, reply.heads);
    await this.show(reply.props);
    if (focus) goTo(this.part.head ?? this.title);
    return null;
  }

  async show(props) {
    this.part?.destroy?.();
    this.props = props;
    const { sitting } = props;
    this.title.textContent = sitting ? this.words("exam.head", { title: props.title, number: sitting.number }) : props.title;
    const made = sitting ? (sitting.report ? createReport(this, props) : await createPaper(this, props)) : createStart(this, props);
    this.part = made;
    this.body.replaceChildren(made.node);
  }

  // Asks the kernel for a step that changes the page; resolves with what was wrong, or null.
  async step(message) {
    this.busy = true;
    try {
      return await this.open(await this.desk.ask(message), { focus: true });
    } finally {
      this.busy = false;
    }
  }

  // Back to the page on which an exam is begun.
  async start() {
    await this.show({ ...this.props, sitting: null });
    goTo(this.title);
  }

  destroy() {
    this.flush();
    this.part?.destroy?.();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

async function render({ el: root, hello, desk }) {
  const exam = new Exam({ el: root, hello, desk });
  root.replaceChildren(exam.node);
  await exam.show(hello.props);
  return exam;
}

export default { render };
