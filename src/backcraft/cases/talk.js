// The conversation: the therapist's questions on the right, the client's answers and what is seen on the left.
import { el, inline } from "../widgets/js/dom.js";

// A remark to the therapist stands in brackets within a question; it is not said aloud.
function spoken(text) {
  return text.split(/(\([^)]*\))/).filter((part) => part.trim()).map((part) =>
    part.startsWith("(") ? el("span", { class: "bc-talk-aside" }, part.slice(1, -1)) : part.trim());
}

export function createTalk({ facts, words }) {
  const node = el("ol", { class: "bc-talk" });
  const empty = el("p", { class: "bc-how bc-talk-empty" }, words("case.talk.empty"));
  const rows = new Map();

  // The talk scrolls in a frame of its own, so that what can be asked below it stays where it is.
  const frame = el("div", { class: "bc-talk-whole", role: "log", tabindex: 0, "aria-label": words("case.talk") }, node, empty);

  function row(name) {
    const fact = facts.get(name);
    const answer = el("div", { class: "bc-talk-answer", data: { open: "true" } }, el("p", { class: "bc-talk-wait" }, words("case.talk.wait")));
    const item = el("li", { class: "bc-talk-turn", data: { fact: name } },
      el("p", { class: "bc-talk-ask" }, el("span", { class: "bc-hidden" }, words("case.talk.you")), spoken(fact?.ask ?? name)), answer);
    node.append(item);
    return { item, answer };
  }

  function tell(answer, { said, seen }) {
    if (answer.dataset.open !== "true") return;
    answer.dataset.open = "false";
    answer.replaceChildren(...[
      said ? el("p", { class: "bc-talk-said" }, el("span", { class: "bc-hidden" }, words("case.talk.client")), inline(said)) : null,
      seen ? el("p", { class: "bc-talk-seen" }, el("span", { class: "bc-hidden" }, words("case.talk.seen")), inline(seen)) : null,
    ].filter(Boolean));
  }

  return {
    node: frame,
    // turns: what is known to be answered, in order; asked: all that was asked.
    paint(turns, asked) {
      for (const [name, { item }] of rows) {
        if (!asked.includes(name)) {
          item.remove();
          rows.delete(name);
        }
      }
      const before = frame.scrollHeight;
      for (const name of asked) if (!rows.has(name)) rows.set(name, row(name));
      for (const turn of turns) if (rows.has(turn.fact)) tell(rows.get(turn.fact).answer, turn);
      empty.hidden = rows.size > 0;
      if (frame.scrollHeight !== before) frame.scrollTop = frame.scrollHeight;
    },
  };
}
