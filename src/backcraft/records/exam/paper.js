// The exam while it is taken: one question at a time, a row of numbers, the time where it is wished, and the hand-in.
import { el, goTo } from "../../widgets/js/dom.js";
import { createCard } from "../../widgets/graded/card.js";
import { createMap } from "../../widgets/quiz/view.js";

const SOON = 300; // seconds from which the time that is left is told once

// The cards of a sitting's questions, with what stands of each.
export async function createCards(exam, sitting, host) {
  const kinds = new Map();
  await Promise.all([...new Set(sitting.questions.map((q) => q.kind))].map(async (kind) =>
    kinds.set(kind, (await exam.desk.load(`questions/${kind}/view.js`)).default)));
  return Promise.all(sitting.questions.map((item) =>
    createCard({ item: { ...item, regions: sitting.regions }, kind: kinds.get(item.kind), attempt: sitting.attempt, desk: exam.desk, host })));
}

// Counts down from what the kernel said was left; the computer's clock here has no part in it.
function createTime(exam, sitting) {
  const { words, voice } = exam;
  const node = el("p", { class: "bc-exam-time", role: "timer", hidden: sitting.left === null });
  const over = el("p", { class: "bc-exam-over", hidden: true }, words("exam.time.over.how"));
  if (sitting.left === null) return { node, over, stop() {} };
  const from = performance.now();
  let told = sitting.left <= 0 ? 2 : sitting.left <= SOON ? 1 : 0;
  function paint() {
    const left = sitting.left - (performance.now() - from) / 1000;
    const minutes = Math.ceil(left / 60);
    const said = left <= 0 ? words("exam.time.over") : left < 60 ? words("exam.time.left.one") : words("exam.time.left", { n: minutes });
    if (node.textContent !== said) node.textContent = said;
    node.dataset.over = String(left <= 0);
    over.hidden = left > 0;
    const due = left <= 0 ? 2 : left <= SOON ? 1 : 0;
    if (due > told) {
      told = due;
      voice.say(due === 2 ? `${words("exam.time.over")}. ${words("exam.time.over.how")}` : said);
    }
  }
  paint();
  const timer = setInterval(paint, 1000);
  return { node, over, stop: () => clearInterval(timer) };
}

export async function createPaper(exam, props) {
  const { words, desk, voice } = exam;
  const { sitting } = props;
  let at = 0;
  let ready = false; // the cards are all there
  const host = { announce: voice.say, moved: () => ready && paint() };
  const cards = await createCards(exam, sitting, host);
  const views = cards.map((card, i) => ({ ...card, state: () => "open", feedback: () => null, go: () => turn(i) }));
  const time = createTime(exam, sitting);
  const map = createMap(views, words);
  const progress = el("p", { class: "bc-progress" });
  const list = el("div", { class: "bc-questions" }, cards.map((card) => card.node));
  const back = el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => turn(at - 1) }, words("exam.previous"));
  const next = el("button", { type: "button", class: "bc-button", onclick: () => turn(at + 1) }, words("exam.next"));
  const leave = el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => turn(cards.length) }, words("exam.end"));
  const steps = el("div", { class: "bc-actions bc-exam-steps bc-screen-only" }, back, next, leave);
  const problem = el("p", { class: "bc-problem", role: "alert", hidden: true });
  const lacking = el("div", { class: "bc-exam-lacking" });
  const endHead = el("h4", { class: "bc-summary-title" }, words("exam.end.title"));
  const hand = el("button", { type: "button", class: "bc-button bc-main", onclick: handIn }, words("exam.hand_in"));
  const end = el("section", { class: "bc-summary bc-exam-end" }, endHead, lacking, el("p", { class: "bc-how" }, words("exam.final")), problem,
    el("div", { class: "bc-actions bc-screen-only" }, hand, el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => turn(cards.length - 1) }, words("exam.back"))));
  const changed = sitting.changed ? el("p", { class: "bc-how" }, words("exam.changed", { n: sitting.changed })) : null;
  const node = el("div", { class: "bc-exam-paper" },
    el("div", { class: "bc-exam-head" }, progress, time.node, map.node), time.over, changed, list, end, steps);

  // To one question, or, after the last, to the end.
  function turn(to, focus = true) {
    cards[at]?.flush();
    at = Math.min(Math.max(to, 0), cards.length);
    cards.forEach((card, i) => { card.node.hidden = i !== at; });
    end.hidden = at !== cards.length;
    back.hidden = at === 0 || at === cards.length;
    next.hidden = leave.hidden = at === cards.length;
    next.textContent = words(at === cards.length - 1 ? "exam.end" : "exam.next");
    if (at === cards.length - 1) leave.hidden = true;
    paint();
    if (!focus) return;
    if (at === cards.length) goTo(endHead);
    else cards[at].go();
  }

  function paint() {
    const open = cards.filter((card) => !card.given());
    const half = cards.filter((card) => card.lacking());
    progress.textContent = words("quiz.progress", { n: cards.length - open.length, of: cards.length });
    map.paint();
    const mark = (card) => el("button", { type: "button", class: "bc-mark", "aria-label": words("quiz.question", { n: card.item.number }), onclick: () => turn(cards.indexOf(card)) }, String(card.item.number));
    const line = (some, key) => (some.length ? el("div", { class: "bc-left" }, el("p", null, words(key)), some.map(mark)) : null);
    lacking.replaceChildren(line(open, "graded.unanswered") ?? el("p", null, words("exam.none_open")), line(half, "graded.unfinished") ?? "");
  }

  function say(text) {
    problem.hidden = !text;
    problem.textContent = text ?? "";
    hand.disabled = false;
    hand.textContent = words("exam.hand_in");
  }

  async function handIn() {
    say(null);
    hand.disabled = true;
    hand.textContent = words("exam.handing_in");
    await Promise.all(cards.map((card) => card.settled()));
    if (cards.some((card) => card.refused())) {
      say(words("graded.not_saved"));
      return;
    }
    const held = cards.filter((card) => card.record() && card.record().answer !== null);
    const seen = Object.fromEntries(held.map((card) => [card.item.id, card.record().id]));
    const failed = await exam.step({ do: "handin", attempt: sitting.attempt, seen });
    if (failed) say(failed);
  }

  for (const card of cards) {
    const record = exam.records.get(`${sitting.attempt}/${card.item.id}`);
    if (record) card.take(record);
  }
  for (const message of exam.pending) {
    if (message.attempt === sitting.attempt) cards.find((card) => card.item.id === message.question)?.takePending(message);
  }
  exam.pending = [];
  ready = true;
  const first = cards.findIndex((card) => !card.given());
  turn(first < 0 ? cards.length : first, false);
  return {
    node,
    get head() { return cards[at]?.node.querySelector("h4") ?? endHead; },
    hear: (record) => cards.find((card) => card.item.id === record.question)?.take(record),
    status: (news) => cards.forEach((card) => card.status(news)),
    flush: () => cards.forEach((card) => card.flush()),
    destroy: time.stop,
  };
}
