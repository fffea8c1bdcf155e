// One question: its text, its controls, how sure, checking, what is saved, and what came back.
import { el, goTo, markdown, uid } from "../js/dom.js";
import { choice } from "../js/parts.js";
import { panel, verdictWord } from "./feedback.js";

// Typing is sent when it has paused for this long.
const PAUSE = 300;
const SURE = [[1, 1, 0], [2, 2, -2], [3, 3, -6]];

function sureChoice(words, changed) {
  const name = uid("sure");
  const choices = SURE.map(([value, right, wrong]) => choice({
    type: "radio", name, value, text: words(`quiz.sure.${value}`), onchange: changed,
    small: words("quiz.sure_points", { right: `+${right}`, wrong: wrong ? `−${-wrong}` : "0" }),
  }));
  return {
    node: el("fieldset", { class: "bc-sure" }, el("legend", null, words("quiz.sure")),
      el("div", { class: "bc-sure-choices" }, choices.map((c) => c.node)), el("p", { class: "bc-how" }, words("quiz.points_beside"))),
    get: () => Number(choices.find((c) => c.input.checked)?.input.value) || null,
    set(value) {
      for (const { input } of choices) input.checked = Number(input.value) === value;
    },
    focus: () => choices[0].input.focus(),
  };
}

// kind: the module of the question's kind. host: {announce(text), moved(card), next(card) -> node or null}.
export async function createCard({ item, kind, attempt, desk, host, closed }) {
  const { words } = desk;
  const stemId = uid("stem");
  const whyId = uid("why");
  let timer = null;
  let serial = 0; // of the newest answer sent
  let waiting = false; // it is not acknowledged yet
  let inherited = false; // an earlier page sent it
  let last = null; // what was sent or shown last
  let told = false; // that it still waits
  let state = "open"; // open | checking | checked
  let feedback = null;

  const kindDesk = {
    words, asset: desk.asset, load: desk.load,
    changed: ({ typing = false } = {}) => {
      clearTimeout(timer);
      if (typing) timer = setTimeout(draft, PAUSE);
      else draft();
      paint();
    },
  };
  const control = await kind.create(item, kindDesk, { name: uid(item.kind), labelledby: stemId });
  await control.ready;
  const sure = item.certainty ? sureChoice(words, kindDesk.changed) : null;
  const head = el("h4", { class: "bc-question-number" }, words("quiz.question", { n: item.number }));
  const why = el("p", { class: "bc-why", id: whyId });
  const save = el("p", { class: "bc-save" });
  const check = el("button", { type: "button", class: "bc-button bc-main", "aria-describedby": whyId, onclick: commit }, words("quiz.check"));
  const body = el("div", { class: "bc-controls" }, control.node);
  const foot = el("div", { class: "bc-foot" }, el("div", { class: "bc-actions" }, check, why));
  const node = el("section", { class: "bc-question", data: { kind: item.kind, question: item.id } },
    el("div", { class: "bc-question-head" }, head, save),
    el("div", { class: "bc-stem", id: stemId }, markdown(item.stem)),
    body, sure?.node ?? null, foot);
  const card = { node, item, state: () => state, feedback: () => feedback, given: () => control.get() !== null, go: () => goTo(head),
    take, takePending, refuse, status, flush, close };

  function given() {
    return { answer: control.get(), certainty: sure?.get() ?? null };
  }

  function now() {
    return JSON.stringify(given());
  }

  // Why the answer cannot be checked yet, or null.
  function lacking() {
    const wrong = control.problem?.();
    if (wrong) return wrong;
    if (control.get() === null) return control.empty ?? words("quiz.first");
    if (sure && sure.get() === null) return words("quiz.sure_first");
    return null;
  }

  function paint() {
    if (state !== "open") return;
    const lack = lacking();
    check.setAttribute("aria-disabled", String(lack !== null));
    why.textContent = lack ?? "";
  }

  function say(kindOfLine, text) {
    save.dataset.save = kindOfLine;
    save.textContent = text;
  }

  async function send(final) {
    clearTimeout(timer);
    timer = null;
    serial += 1;
    const mine = serial;
    waiting = true;
    inherited = false;
    last = now();
    say("saving", words("quiz.saving"));
    const reply = await desk.put({ attempt, question: item.id, ...given(), final, digest: item.digest });
    // A newer answer was sent meanwhile; its own reply will tell.
    if (mine !== serial && !(reply.record?.final && !reply.saved)) return;
    waiting = false;
    if (reply.saved) say("saved", words(final ? "quiz.saved" : "quiz.saved_draft"));
    else if (!reply.superseded && reply.problem && !reply.record) refuse(reply.problem);
    if (told && reply.saved) host.announce(words("quiz.saved"));
    told = false;
    if (!reply.record?.final) return;
    take(reply.record, reply.feedback ?? null);
    // Another answer stands, given in another window: this click was not taken, so the line must not say "Saved".
    if (!reply.saved) refuse(reply.problem);
  }

  function draft() {
    timer = null;
    if (state !== "open") return;
    host.moved(card);
    // Nothing was given yet, or nothing changed since it was sent: a field that is left says "changed" once more.
    if (now() === last || (last === null && control.get() === null)) return;
    send(false);
  }

  function commit() {
    if (state !== "open") return;
    const lack = lacking();
    if (lack) {
      paint();
      host.announce(lack);
      if (control.get() !== null && !control.problem?.()) sure.focus();
      else control.focus();
      return;
    }
    wait();
    send(true);
  }

  function wait() {
    state = "checking";
    body.inert = true;
    if (sure) sure.node.inert = true;
    check.setAttribute("aria-disabled", "true");
    check.textContent = words("quiz.checking");
    why.textContent = "";
  }

  // The answer was not taken: say why, and let the learner go on.
  function refuse(problem) {
    say("refused", problem);
    host.announce(problem);
    if (state !== "checking") return;
    state = "open";
    body.inert = false;
    if (sure) sure.node.inert = false;
    check.textContent = words("quiz.check");
    paint();
  }

  // Shows a record that is on disk: a draft as it stands, a committed answer with what came back.
  function take(record, found, { quiet = false } = {}) {
    if (state === "checked") return;
    if (record.final) {
      clearTimeout(timer);
      timer = null;
      serial += 1;
      waiting = false;
      control.set(record.answer);
      sure?.set(record.certainty);
      say("saved", words("quiz.saved"));
      finish(found, record.certainty, quiet);
      return;
    }
    if (inherited) waiting = false;
    // What is being written here, or on its way, is newer.
    if (state !== "open" || waiting || timer !== null || (node.contains(document.activeElement) && !inherited)) return;
    inherited = false;
    control.set(record.answer);
    sure?.set(record.certainty);
    last = now();
    if (control.get() !== null) say("saved", words("quiz.saved_draft"));
    paint();
    host.moved(card);
  }

  // An answer of an earlier page that still waits in this browser.
  function takePending({ answer, certainty, final }) {
    control.set(answer);
    sure?.set(certainty);
    last = now();
    waiting = true;
    inherited = true;
    say("saving", words("quiz.saving"));
    if (final) wait();
    else paint();
  }

  function finish(found, certainty, quiet) {
    const here = node.contains(document.activeElement);
    state = "checked";
    feedback = found;
    body.inert = false;
    control.lock(found);
    node.dataset.verdict = found?.verdict ?? "kept";
    sure?.node.remove();
    const stated = sure && certainty && typeof found?.points !== "number" ? el("p", { class: "bc-how bc-stated" }, words("quiz.stated", { sure: words(`quiz.sure.${certainty}`) })) : null;
    const shown = panel({ feedback: found, certainty, words, then: host.next(card) });
    foot.replaceChildren(stated ?? "", shown.node);
    if (here) goTo(shown.head);
    else if (found && !quiet) host.announce(words("quiz.announce", { n: item.number, verdict: verdictWord(found, words) }));
    host.moved(card);
  }

  // What the desk says of all that waits: shown where this question's answer is among it.
  function status({ status: news, problem }) {
    if (!waiting) return;
    if (news === "waiting") {
      say("waiting", problem ? `${words("quiz.waiting")} ${problem}` : words("quiz.waiting"));
      if (!told) host.announce(words("quiz.waiting"));
      told = true;
    } else if (news === "refused" && inherited) {
      waiting = false;
      inherited = false;
      refuse(problem);
    }
  }

  function flush() {
    if (timer !== null) draft();
  }

  // A question of an earlier attempt that was never checked: shown, and not to be answered any more.
  function close() {
    state = "checked";
    control.lock(null);
    sure?.node.remove();
    foot.replaceChildren(el("p", { class: "bc-how" }, words("quiz.unanswered")));
  }

  paint();
  if (closed) close();
  return card;
}
