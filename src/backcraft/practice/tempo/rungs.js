// The ladder as the learner sees it: five rungs to choose from, which one is next and why, and what mastery asks for.
import { el, uid } from "../../widgets/js/dom.js";
import { choice } from "../../widgets/js/parts.js";
import { RUNGS } from "./ladder.js";

export function rungName(rung, { form }, words) {
  return words(rung === "areas" ? `tempo.rung.name.areas.${form}` : `tempo.rung.name.${rung}`);
}

// Why a learner stands there, and what opens the next rung.
function why({ rung, held }, protocol, words) {
  const name = (at) => rungName(RUNGS[at], protocol, words);
  const at = RUNGS.indexOf(rung);
  if (held.areas) return words("tempo.ladder.top", { rung: name(at) });
  if (at === 0) return words("tempo.ladder.start", { rung: name(0), above: name(1) });
  const last = at === RUNGS.length - 1;
  return words(last ? "tempo.ladder.last" : "tempo.ladder.why", { below: name(at - 1), rung: name(at), above: last ? "" : name(at + 1) });
}

// onChoose(rung) when the learner chooses another.
export function createRungs({ protocol, words, onChoose }) {
  const group = uid("rung");
  const rungs = RUNGS.map((rung, i) => {
    const made = choice({ type: "radio", name: group, value: rung, text: `${i + 1}. ${rungName(rung, protocol, words)}`, small: " ", onchange: () => choose(rung, true) });
    return { rung, ...made, tag: made.node.querySelector("small") };
  });
  const how = el("p", { class: "bc-tempo-rung-how" });
  const reason = el("p", { class: "bc-how" });
  const row = el("p", { class: "bc-how" });
  const node = el("fieldset", { class: "bc-tempo-ladder bc-screen-only" }, el("legend", null, words("tempo.rung.legend")),
    el("div", { class: "bc-tempo-rungs" }, rungs.map((one) => one.node)), how, reason, row);
  let chosen = null;

  function choose(rung, told = false) {
    chosen = rung;
    for (const one of rungs) one.input.checked = one.rung === rung;
    how.textContent = words(`tempo.rung.${protocol.form}.${rung}`, { fade: protocol.fade, areas: protocol.areas, target: protocol.target });
    if (told) onChoose(rung);
  }

  return {
    node,
    choose,
    get rung() { return chosen; },
    // No other rung may be chosen while an attempt is under way.
    lock(locked) { node.disabled = locked; },
    paint(standing) {
      for (const { rung, tag, node: label } of rungs) {
        const n = standing.held[rung] ?? 0;
        const next = rung === standing.rung && !standing.held.areas;
        label.dataset.held = String(n > 0);
        tag.textContent = n > 1 ? words("tempo.rung.held", { n }) : n === 1 ? words("tempo.rung.held_once") : next ? words("tempo.rung.next") : "";
      }
      reason.textContent = `${why(standing, protocol, words)} ${words("tempo.ladder.any")}`;
      row.textContent = words(standing.mastered ? "tempo.ladder.mastered" : "tempo.ladder.row", { needed: standing.needed, n: standing.in_a_row });
      node.dataset.mastered = String(standing.mastered);
    },
  };
}
