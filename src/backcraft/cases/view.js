// A client case: a booking note, a conversation that the learner leads, a decision, a debrief, and what may follow.
import { announcer, el, goTo, keepKeys, uid } from "../widgets/js/dom.js";
import { createScene } from "./scene.js";

// A case by itself may be played again (`again`); in a day of clients it may not.
export class Case {
  constructor({ hello, desk, again = true }) {
    Object.assign(this, { desk, replay: again ? () => this.again() : null, words: desk.words, pending: hello.pending ?? [], locked: !hello.learner });
    this.records = new Map(hello.records.map((record) => [`${record.attempt}/${record.question}`, record]));
    this.feedback = new Map(Object.entries(hello.feedback));
    this.latest = Math.max(hello.props.attempt, ...hello.records.map((r) => r.attempt), ...this.pending.map((m) => m.attempt));
    this.voice = announcer();
    const title = uid("case");
    this.heading = el("h3", { class: "bc-title", id: title });
    this.who = el("p", { class: "bc-case-who" });
    this.tries = el("p", { class: "bc-how" });
    this.list = el("div", { class: "bc-case-scenes" });
    this.node = keepKeys(el("section", { class: "bc bc-case", "aria-labelledby": title },
      el("header", { class: "bc-case-head" }, el("p", { class: "bc-case-kind" }, this.words("case.kind")), this.heading, this.who, this.tries),
      hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null, this.list, this.voice.node));
    this.flush = () => this.scenes.forEach((scene) => scene.flush());
    this.hidden = () => document.visibilityState === "hidden" && this.flush();
    this.off = [
      desk.on("record", (news) => this.hear(news)),
      desk.on("status", (news) => this.scenes.forEach((scene) => scene.status(news))),
    ];
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.hidden);
    this.open(hello.props);
  }

  open(props) {
    const { words } = this;
    this.props = props;
    this.scenes = [];
    this.list.replaceChildren();
    this.heading.textContent = props.title;
    const { role, age } = props.client;
    this.who.textContent = words("case.client", { role: role[0].toUpperCase() + role.slice(1), age });
    this.tries.textContent = this.latest > 1 ? words("case.attempt", { n: props.attempt }) : "";
    this.add(props.scene);
  }

  // Shows a scene below the others, with all that is known of it.
  add(scene) {
    const { props, desk } = this;
    const shown = createScene({ scene, props, desk, first: this.scenes.length === 0, locked: this.locked, announce: this.voice.say,
      again: this.replay, done: (feedback) => this.follow(feedback) });
    this.scenes.push(shown);
    this.list.append(shown.node);
    const key = `${props.attempt}/${scene.question}`;
    const record = this.records.get(key);
    const waiting = this.pending.filter((m) => m.attempt === props.attempt && m.question === scene.question).at(-1);
    if (record) shown.take(record, this.feedback.get(key) ?? null, { quiet: true });
    if (waiting && !record?.final) shown.takePending(waiting);
    return shown;
  }

  // After a committed scene: what happens next, where something does.
  follow(feedback) {
    const then = feedback?.event;
    const there = then && this.scenes.some((scene) => scene.question === then.question);
    if (then && !there) this.add(then);
  }

  hear({ record, feedback }) {
    const key = `${record.attempt}/${record.question}`;
    if (this.records.get(key)?.final) return;
    this.pending = this.pending.filter((m) => m.attempt !== record.attempt || m.question !== record.question);
    this.records.set(key, record);
    if (feedback) this.feedback.set(key, feedback);
    this.latest = Math.max(this.latest, record.attempt);
    if (record.attempt === this.props.attempt) this.scenes.find((scene) => scene.question === record.question)?.take(record, feedback ?? null);
  }

  async again() {
    const reply = await this.desk.start(this.latest + 1);
    if (reply.problem) {
      this.voice.say(reply.problem);
      return reply.problem;
    }
    this.latest = reply.attempt;
    this.open(reply.props);
    goTo(this.heading);
    return null;
  }

  destroy() {
    this.flush();
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const off of this.off) off();
  }
}

function render({ el: root, hello, desk }) {
  const view = new Case({ hello, desk, again: !hello.props.graded });
  root.replaceChildren(view.node);
  return view;
}

export default { render };
