// One scene of a case: its note, the conversation, the notes, the decision, and after that the debrief.
import { el, goTo, markdown, uid } from "../widgets/js/dom.js";
import { createAsking } from "./asking.js";
import { createDecide } from "./decide.js";
import { createDebrief } from "./debrief.js";
import { createNotes } from "./notes.js";
import { createTalk } from "./talk.js";

// Typing is sent when it has paused for this long.
const PAUSE = 300;

const EMPTY = { asked: [], decision: null, rests_on: [], plan: [], say: "" };

export function createScene({ scene, props, desk, first, locked, announce, again, done }) {
  const { words } = desk;
  const facts = new Map(props.facts.map((fact) => [fact.id, fact]));
  const { question } = scene;
  const id = uid("scene");
  let asked = [];
  let shown = scene.shown;
  let state = "open"; // open | checking | checked
  let serial = 0;
  let waiting = false;
  let last = null;
  let timer = null;
  let told = false;

  const talk = createTalk({ facts, words });
  const notes = createNotes({ facts, regions: props.regions, desk });
  const asking = createAsking({ props, words, ask });
  const decide = createDecide({ scene, props, words, changed, commit });
  const save = el("p", { class: "bc-save" });
  const clock = el("p", { class: "bc-case-clock" });
  const head = el("h4", { class: "bc-case-heading", id }, words(first ? "case.note" : "case.event"));
  const outcome = el("div", { class: "bc-case-outcome" });
  const work = el("div", { class: "bc-case-work" }, el("h4", { class: "bc-hidden" }, words("case.talk")), talk.node, locked ? null : asking.node);
  const side = el("aside", { class: "bc-case-side", "aria-label": words("case.notes") }, notes.node, clock);
  const node = el("section", { class: "bc-case-scene", data: { question, first: String(first) }, "aria-labelledby": id },
    el("div", { class: "bc-case-note" }, head, markdown(scene.note)),
    el("div", { class: "bc-case-grid" }, work, side),
    locked ? null : decide.node, el("div", { class: "bc-case-saved" }, save), outcome);

  const view = { node, question, take, takePending, status, flush };

  function given() {
    return { answer: { asked: [...asked], ...decide.get() }, certainty: decide.certainty() };
  }

  function now() {
    return JSON.stringify(given());
  }

  function say(kind, text) {
    save.dataset.save = kind;
    save.textContent = text;
  }

  // Shows what the kernel says was brought out; questions that still wait for their answer stay with a gap.
  function paint() {
    talk.paint(shown.turns, asked);
    notes.paint(shown.findings, shown.turns);
    asking.paint({ asked, known: shown.findings.map((f) => f.fact), opened: shown.opened });
    decide.offer(shown.findings);
    clock.textContent = words("case.minutes", { n: Math.ceil(shown.minutes) });
  }

  function ask(name) {
    if (state !== "open" || asked.includes(name)) return;
    asked.push(name);
    paint();
    send(false);
  }

  function changed({ typing = false } = {}) {
    clearTimeout(timer);
    if (typing) timer = setTimeout(draft, PAUSE);
    else draft();
  }

  function draft() {
    timer = null;
    if (state === "open" && now() !== last) send(false);
  }

  function flush() {
    if (timer === null) return;
    clearTimeout(timer);
    draft();
  }

  async function send(final) {
    clearTimeout(timer);
    timer = null;
    serial += 1;
    const mine = serial;
    waiting = true;
    last = now();
    say("saving", words("case.saving"));
    const reply = await desk.put({ attempt: props.attempt, question, ...given(), final, digest: props.digest });
    if (mine !== serial && !(reply.record?.final && !reply.saved)) return;
    waiting = false;
    if (reply.saved) say("saved", words(final ? "case.saved" : "case.saved_draft"));
    else if (!reply.superseded && reply.problem && !reply.record) refuse(reply.problem);
    if (told && reply.saved) announce(words("case.saved"));
    told = false;
    if (!reply.record?.final) return;
    take(reply.record, reply.feedback ?? null);
    if (!reply.saved) refuse(reply.problem);
  }

  function commit() {
    if (state !== "open" || decide.lacking()) {
      if (decide.lacking()) decide.lack();
      return;
    }
    state = "checking";
    asking.close();
    decide.lock();
    send(true);
  }

  function refuse(problem) {
    say("refused", problem);
    announce(problem);
    if (state !== "checking") return;
    state = "open";
    asking.open();
    decide.unlock();
  }

  function status({ status: now_, problem }) {
    if (!waiting || now_ !== "waiting") return;
    say("waiting", [words("case.waiting"), problem].filter(Boolean).join(" "));
    if (!told) announce(words("case.waiting"));
    told = true;
  }

  // A record that is on disk, from this tab or another, with what it brings out.
  function take(record, feedback, { quiet = false } = {}) {
    if (state === "checked") return;
    if (feedback?.shown) shown = feedback.shown;
    const others = record.answer?.asked ?? [];
    if (record.final) {
      clearTimeout(timer);
      timer = null;
      asked = [...others];
      decide.set({ ...EMPTY, ...record.answer }, record.certainty, shown.findings);
      state = "checked";
      close(record, feedback, quiet);
      return;
    }
    // Asked in another tab: said here too. Everything else is as this tab has it while it has something to send.
    if (waiting) asked = [...asked, ...others.filter((name) => !asked.includes(name))];
    else {
      asked = [...others];
      paint();
      decide.set({ ...EMPTY, ...record.answer }, record.certainty, shown.findings);
      last = now();
    }
    paint();
  }

  // What an earlier page sent and nobody has acknowledged yet: it is sent again, and shown as it was.
  function takePending(message) {
    asked = [...(message.answer?.asked ?? [])];
    paint();
    decide.set({ ...EMPTY, ...message.answer }, message.certainty, shown.findings);
    last = now();
    waiting = true;
    say("saving", words("case.saving"));
  }

  function close(record, feedback, quiet) {
    paint();
    asking.remove();
    decide.close();
    node.dataset.state = "checked";
    const debrief = createDebrief({ feedback, words, certainty: record.certainty, regions: props.regions, again: feedback?.event ? null : again });
    outcome.replaceChildren(debrief.node);
    done(feedback);
    if (!quiet) goTo(debrief.head);
  }

  paint();
  return view;
}
