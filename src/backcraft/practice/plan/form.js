// The fields of one step: stroke, minutes, areas and side, direction, repetitions, the longest stay on one area.
import { el, plain, uid } from "../../widgets/js/dom.js";
import { choice } from "../../widgets/js/parts.js";
import { createBackMap } from "../../widgets/backmap/backmap.js";
import { capital, onSide, plainly, readNumber, sideOf } from "./outline.js";

const WAYS = ["up", "down", "across", "circles", "spot"];
const SIDES = ["both", "left", "right"];
const GROUPS = ["1", "2", "3", "percussive"];

// A field of numbers that says at once, in one sentence, what it takes. set(value) is called with what can be kept.
function numberField({ text, value, bad, most, whole = false, empty = false, set, noticed }) {
  const id = uid("number");
  const problem = el("p", { class: "bc-problem", id: `${id}-problem`, role: "alert" });
  let wrong = null;
  const input = el("input", { class: "bc-field", id, type: "text", inputmode: "decimal", autocomplete: "off", value: value === null ? "" : plainly(value), "aria-describedby": `${id}-problem`,
    oninput: () => {
      const found = readNumber(input.value, { most, whole });
      // Half a number is no mistake yet: the sentence waits until the field is left.
      wrong = found === undefined || (found === null && !empty) ? bad : null;
      if (wrong) noticed();
      else {
        tell();
        set(found, { typing: true });
      }
    },
    onchange: () => {
      tell();
      if (!wrong) set(readNumber(input.value, { most, whole }), {});
    } });

  function tell() {
    problem.textContent = wrong ?? "";
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  return { node: el("div", { class: "bc-plan-field" }, el("label", { for: id }, text), input, problem), problem: () => wrong, input };
}

// step: as it stands now. set(change, {typing}) takes what was changed; noticed() hears of what cannot be taken; close()
// is the button at the end.
export function createStepForm({ step, vocabulary: { strokes, areas, most }, words, asset, cautions, set, noticed, close }) {
  const strokeId = uid("stroke");
  const wayId = uid("way");
  const mapLabel = uid("areas");
  let regions = [...step.regions];

  const groups = GROUPS.map((group) => [words(`plan.depth.${group}`), Object.entries(strokes).filter(([, s]) => (s.percussive ? "percussive" : String(s.depth)) === group)]);
  const direction = el("p", { class: "bc-how" });
  const stroke = el("select", { class: "bc-field", id: strokeId, onchange: () => {
    tell();
    set({ stroke: stroke.value });
  } }, groups.filter(([, found]) => found.length).map(([name, found]) => el("optgroup", { label: name }, found.map(([id, s]) => el("option", { value: id, selected: id === step.stroke }, capital(plain(s.name)))))));
  const tell = () => {
    const said = strokes[stroke.value].direction;
    direction.textContent = said ? words("plan.direction", { direction: said }) : "";
  };
  const minutes = numberField({ text: words("plan.minutes"), value: step.minutes, most: most.minutes, bad: words("plan.minutes.bad", { most: most.minutes }), noticed, set: (value, how) => set({ minutes: value }, how) });
  const times = numberField({ text: words("plan.times"), value: step.times, most: most.times, whole: true, empty: true, bad: words("plan.times.bad", { most: most.times }), noticed, set: (value, how) => set({ times: value }, how) });
  const stay = numberField({ text: words("plan.stay"), value: step.stay, most: most.seconds, empty: true, bad: words("plan.stay.bad", { most: most.seconds }), noticed, set: (value, how) => set({ stay: value }, how) });
  const way = el("select", { class: "bc-field", id: wayId, onchange: () => set({ way: way.value || null }) },
    el("option", { value: "" }, words("plan.none")), WAYS.map((id) => el("option", { value: id, selected: id === step.way }, words(`plan.way.${id}`))));

  const name = uid("side");
  const sides = SIDES.map((side) => choice({ type: "radio", name, value: side, text: words(`plan.side.${side}`), checked: side === step.side, onchange: () => {
    regions = onSide(regions, side, areas);
    map.select(regions);
    set({ regions, side });
  } }));
  const map = createBackMap({
    regions: Object.entries(areas).map(([id, area]) => ({ id, ...area })), words, asset, many: true, labelledby: mapLabel, showCautions: cautions,
    onToggle: (ids) => {
      regions = ids;
      const side = sideOf(ids, areas);
      for (const { input } of sides) input.checked = input.value === side;
      set({ regions, side });
    },
  });
  map.select(regions);
  tell();

  const node = el("div", { class: "bc-plan-fields" },
    el("div", { class: "bc-plan-grid" },
      el("div", { class: "bc-plan-field bc-plan-stroke" }, el("label", { for: strokeId }, words("plan.stroke")), stroke, direction),
      minutes.node,
      el("div", { class: "bc-plan-field" }, el("label", { for: wayId }, words("plan.way")), way),
      times.node, stay.node),
    el("div", { class: "bc-plan-where" },
      el("p", { class: "bc-plan-label", id: mapLabel }, words("plan.areas")),
      el("fieldset", { class: "bc-plan-sides" }, el("legend", null, words("plan.side")), el("div", { class: "bc-choices" }, sides.map((s) => s.node))),
      map.node),
    el("div", { class: "bc-actions" }, el("button", { type: "button", class: "bc-button", onclick: close }, words("plan.close"))));

  return {
    node,
    ready: map.ready,
    problem: () => minutes.problem() ?? times.problem() ?? stay.problem(),
    focus: () => stroke.focus(),
  };
}
