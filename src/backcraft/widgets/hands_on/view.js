// Hands-on checks of a class: choose a learner and a list, tick, sign; the mark enters the gradebook.
import { el, goTo, keepKeys, uid } from "../js/dom.js";
import { Checklist } from "../../practice/checklist/view.js";

class HandsOn {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, hello, words: desk.words, props: hello.props });
    this.records = new Map(hello.records.map((r) => [`${r.attempt}/${r.question}`, r]));
    this.feedback = { ...hello.feedback };
    const { words, props } = this;
    const title = uid("hands");
    const who = uid("learner");
    const what = uid("list");
    this.learner = el("select", { class: "bc-field", id: who, onchange: () => this.show() }, el("option", { value: "" }, words("hands_on.choose")),
      props.learners.map((one) => el("option", { value: one.id }, one.name)));
    const group = (of) => el("optgroup", { label: words(`hands_on.${of}`) }, props.order.filter((one) => one.of === of).map((one) => el("option", { value: one.id }, one.name)));
    this.list = el("select", { class: "bc-field", id: what, onchange: () => this.show() }, el("option", { value: "" }, words("hands_on.choose")), group("stroke"), group("sequence"));
    this.problem = el("p", { class: "bc-problem", role: "alert" }, hello.problem ?? "");
    this.room = el("div", { class: "bc-hands-room" });
    this.node = keepKeys(el("section", { class: "bc bc-hands", "aria-labelledby": title },
      el("h3", { class: "bc-title", id: title }, words("hands_on.title")), el("p", { class: "bc-how" }, words("hands_on.about")),
      el("div", { class: "bc-hands-pick bc-screen-only" },
        el("div", null, el("label", { for: who }, words("hands_on.learner")), this.learner),
        el("div", null, el("label", { for: what }, words("hands_on.list")), this.list)),
      this.problem, this.room));
    this.off = desk.on("record", (reply) => this.hear(reply));
    // What an earlier page could not send is shown where it belongs as soon as its learner and list are chosen.
    const left = hello.pending.at(-1)?.question;
    if (left) this.pick(...left.split(":"));
  }

  pick(list, learner) {
    this.list.value = list;
    this.learner.value = learner;
    this.show();
  }

  hear({ record, feedback, entered }) {
    const key = `${record.attempt}/${record.question}`;
    if (this.records.get(key)?.final) return;
    this.records.set(key, record);
    if (feedback) this.feedback[key] = feedback;
    if (entered !== undefined) this.problem.textContent = entered ?? "";
  }

  show() {
    this.shown?.destroy();
    this.shown = null;
    this.room.replaceChildren();
    const list = this.list.value;
    const learner = this.learner.value;
    if (!list || !learner) return;
    const question = `${list}:${learner}`;
    const { hello, desk, props } = this;
    this.shown = new Checklist({ desk, open: true, hello: {
      learner: hello.learner, problem: null, props: { ...props.lists[list], question, attempt: 1 },
      records: [...this.records.values()].filter((r) => r.question === question), feedback: this.feedback,
      pending: hello.pending.filter((m) => m.question === question) } });
    this.room.replaceChildren(this.shown.node);
    goTo(this.shown.heading);
  }

  destroy() {
    this.shown?.destroy();
    this.off();
  }
}

function render({ el: root, hello, desk }) {
  const view = new HandsOn({ hello, desk });
  root.replaceChildren(view.node);
  return view;
}

export default { render };
