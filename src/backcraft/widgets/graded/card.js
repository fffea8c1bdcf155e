// One question of graded work: its text, its controls, how sure, and what is saved. It may be changed until it is handed in.
import { el, goTo, markdown, uid } from "../js/dom.js";
import { choice } from "../js/parts.js";

// Typing is sent when it has paused for this long.
const PAUSE = 300;

function sureChoice(words, changed) {
  const name = uid("sure");
  const choices = [1, 2, 3].map((value) => choice({ type: "radio", name, value, text: words(`quiz.sure.${value}`), onchange: changed }));
  return {
    node: el("fieldset", { class: "bc-sure" }, el("legend", null, words("quiz.sure")), el("div", { class: "bc-sure-choices" }, choices.map((c) => c.node))),
    get: () => Number(choices.find((c) => c.input.checked)?.input.value) || null,
    set(value) {
      for (const { input } of choices) input.checked = Number(input.value) === value;
    },
  };
}

// host: {announce(text), moved()}.
export async function createCard({ item, kind, attempt, desk, host }) {
  const { words } = desk;
  const stemId = uid("stem");
  let timer = null;
  let serial = 0; // of the newest answer sent
  let sending = null; // resolves when that answer was dealt with
  let last = null; // what was sent or shown last
  let record = null; // what stands on disk
  let locked = false;
  let trouble = false; // the newest answer was refused

  const kindDesk = {
    words, asset: desk.asset, load: desk.load,
    changed: ({ typing = false } = {}) => {
      clearTimeout(timer);
      timer = null;
      if (typing) timer = setTimeout(send, PAUSE);
      else send();
    },
  };
  const control = await kind.create(item, kindDesk, { name: uid(item.kind), labelledby: stemId });
  await control.ready;
  const sure = item.certainty ? sureChoice(words, () => kindDesk.changed()) : null;
  const head = el("h4", { class: "bc-question-number" }, words("quiz.question", { n: item.number }));
  const save = el("p", { class: "bc-save" });
  const note = el("p", { class: "bc-how" });
  const node = el("section", { class: "bc-question", data: { kind: item.kind, question: item.id } },
    el("div", { class: "bc-question-head" }, head, save),
    el("div", { class: "bc-stem", id: stemId }, markdown(item.stem)),
    el("div", { class: "bc-controls" }, control.node), sure?.node ?? null, note);

  function say(state, text) {
    save.dataset.save = state;
    save.textContent = text;
  }

  const given = () => ({ answer: control.get(), certainty: sure?.get() ?? null });
  const now = () => JSON.stringify(given());
  // Why the answer is not whole yet, or null; a question that was left out has nothing to mend.
  const lacking = () => (control.get() === null ? null : control.problem?.() ?? (sure && sure.get() === null ? words("quiz.sure_first") : null));

  function paint() {
    const lack = locked ? null : lacking();
    note.textContent = lack ?? "";
    note.hidden = !lack;
    host.moved();
  }

  function send() {
    clearTimeout(timer);
    timer = null;
    paint();
    if (locked || now() === last || (last === null && control.get() === null)) return;
    serial += 1;
    const mine = serial;
    last = now();
    trouble = false;
    say("saving", words("quiz.saving"));
    sending = desk.put({ attempt, question: item.id, ...given(), final: false, digest: item.digest }).then((reply) => {
      if (mine !== serial) return;
      sending = null;
      if (reply.saved) {
        record = reply.record;
        say("saved", words("quiz.saved"));
      } else if (reply.record) take(reply.record);
      else if (!reply.superseded) {
        trouble = true;
        say("refused", reply.problem);
        host.announce(reply.problem);
      }
      host.moved();
    });
  }

  // Shows what is on disk, from this page or another.
  function take(found) {
    if (!found.final && (timer !== null || sending !== null || (node.contains(document.activeElement) && last !== null))) return;
    record = found;
    control.set(found.answer);
    sure?.set(found.certainty);
    last = now();
    if (found.answer !== null) say("saved", words("quiz.saved"));
    if (found.final) lock();
    else paint();
  }

  // What an earlier page of this browser sent and nobody acknowledged: shown, and sent again.
  function takePending({ answer, certainty }) {
    control.set(answer);
    sure?.set(certainty);
    send();
  }

  // found: the feedback, where it is given out at once.
  function lock(found = null) {
    if (locked) return;
    locked = true;
    clearTimeout(timer);
    timer = null;
    control.lock(found);
    if (sure) sure.node.inert = true;
    node.dataset.verdict = found?.verdict ?? "kept";
    paint();
  }

  paint();
  return {
    node, item, take, takePending, lock, lacking,
    given: () => control.get() !== null,
    set: (answer) => control.set(answer),
    record: () => record,
    waits: () => timer !== null || sending !== null,
    refused: () => trouble,
    go: () => goTo(head),
    status({ status, problem }) {
      if (sending && status === "waiting") say("waiting", problem ? `${words("quiz.waiting")} ${problem}` : words("quiz.waiting"));
    },
    flush() {
      if (timer !== null) send();
    },
    async settled() {
      if (timer !== null) send();
      await sending;
    },
  };
}
