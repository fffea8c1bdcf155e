// The tick "I have read this section". It is kept at once, and can be taken back.
import { el, keepKeys } from "../../widgets/js/dom.js";

async function render({ el: root, hello, desk }) {
  const { words } = desk;
  const { question, title } = hello.props;
  const line = el("p", { class: "bc-reading-line", role: "status" });
  const input = el("input", { type: "checkbox", "aria-label": `${words("reading.tick")}: ${title}`, onchange: () => keep() });
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const node = keepKeys(el("div", { class: "bc bc-reading bc-screen-only" },
    el("label", { class: "bc-reading-tick" }, input, el("span", null, words("reading.tick"))),
    line, problem));

  const say = (key) => {
    line.dataset.save = key ?? "";
    line.textContent = key ? words(`reading.${key}`) : "";
  };
  const warn = (text) => {
    problem.hidden = !text;
    problem.textContent = text ?? "";
  };
  const show = (read) => {
    input.checked = read;
    node.dataset.read = String(read);
  };

  let last = 0;
  async function keep() {
    const mine = ++last;
    show(input.checked);
    warn(null);
    const reply = await desk.put({ attempt: 1, question, answer: { read: input.checked }, digest: "" });
    if (mine !== last || reply.superseded) return;
    if (!reply.saved) {
      // Nothing was kept: show what stands.
      warn(reply.problem);
      show(!input.checked);
    }
  }

  const off = [
    desk.on("status", ({ status }) => say({ saving: "saving", waiting: "waiting", saved: "saved" }[status])),
    desk.on("elsewhere", ({ record }) => { if (record.question === question) show(record.answer?.read === true); }),
  ];
  const kept = hello.records.find((record) => record.question === question);
  const pending = hello.pending.at(-1);
  show((pending ?? kept)?.answer?.read === true);
  if (!hello.learner) {
    input.disabled = true;
    warn(hello.problem);
  }
  root.replaceChildren(node);
  return { destroy: () => off.forEach((f) => f()) };
}

export default { render };
