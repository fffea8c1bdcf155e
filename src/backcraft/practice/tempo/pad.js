// The pad that is tapped: space bar, click or touch are one movement each; keys lead on. Shows the live figures.
import { calm, el, svg, uid } from "../../widgets/js/dom.js";

const ROUND = 2 * Math.PI * 54;
const SIGNS = { below: "M12 19L4 7h16z", in: "M4 12.5l5.5 5.5L20 6.5", above: "M12 5l8 12H4z" };

// Calls tap(ms), next() and stop() for what the learner does on a button. Times are the events' own.
export function listen(button, { tap, next, stop }) {
  let held = false;
  let pointed = false;
  const keys = { n: next, N: next, Enter: next, Escape: stop };

  function down(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") {
      event.preventDefault();
      // A key that is held down repeats: it counts once, until it was let go.
      if (!held && !event.repeat) tap(event.timeStamp);
      held = true;
    } else if (keys[event.key]) {
      event.preventDefault();
      if (!event.repeat) keys[event.key]();
    }
  }

  function up(event) {
    if (event.key !== " ") return;
    event.preventDefault();
    held = false;
  }

  function press(event) {
    // A second finger, or another button of the mouse, is no movement.
    if (!event.isPrimary || event.button !== 0) return;
    pointed = true;
    tap(event.timeStamp);
    button.focus({ preventScroll: true });
  }

  // A click that follows a press was counted with it; one without comes from a screen reader or a switch.
  function click(event) {
    if (!pointed) tap(event.timeStamp);
    pointed = false;
  }

  button.addEventListener("keydown", down);
  button.addEventListener("keyup", up);
  button.addEventListener("blur", () => {
    held = false;
  });
  button.addEventListener("pointerdown", press);
  button.addEventListener("click", click);
}

function shape(name) {
  const whole = name === "in" ? { fill: "none", stroke: "currentColor", "stroke-width": 3, "stroke-linecap": "round", "stroke-linejoin": "round" }
    : { fill: "currentColor" };
  return svg("svg", { viewBox: "0 0 24 24", class: "bc-icon", "aria-hidden": "true" }, svg("path", { d: SIGNS[name], ...whole }));
}

// Where a rate stands on the scale, 0 to 1, with the range in its middle half.
function place(rate, { low, high }) {
  return Math.min(1, Math.max(0, (rate - low) / (high - low) / 2 + 0.25));
}

function createScale(protocol) {
  const mark = el("span", { class: "bc-tempo-mark" });
  const node = el("span", { class: "bc-tempo-scale" },
    el("span", { class: "bc-tempo-range" }, el("span", null, protocol.low), el("span", null, protocol.high)), mark);
  return { node, paint(rate) {
    mark.hidden = rate === null;
    if (rate !== null) mark.style.insetInlineStart = `${100 * place(rate, protocol)}%`;
  } };
}

// on: {tap, next, stop} as in listen().
export function createPad({ protocol, words, on }) {
  const ring = svg("circle", { class: "bc-tempo-fill", cx: 60, cy: 60, r: 54, "stroke-dasharray": `0 ${ROUND}` });
  const number = el("span", { class: "bc-tempo-number" });
  const unit = el("span", { class: "bc-tempo-unit" });
  const own = protocol.kind === "rate" ? "" : `.${protocol.form}`;
  const seconds = el("span", { class: "bc-tempo-seconds" });
  const state = el("span", { class: "bc-tempo-state" });
  const scale = protocol.low === null ? null : createScale(protocol);
  const dots = [0, 1].map((side) => el("span", { class: "bc-tempo-beat", data: { side } }));
  const prompt = el("span", { class: "bc-tempo-prompt" });
  const how = uid("how");
  const node = el("button", { type: "button", class: "bc-tempo-pad", "aria-label": words(`tempo.pad${own}`), "aria-describedby": how },
    el("span", { class: "bc-tempo-dial" }, dots[0],
      el("span", { class: "bc-tempo-ring" },
        svg("svg", { viewBox: "0 0 120 120", "aria-hidden": "true", focusable: "false" }, svg("circle", { class: "bc-tempo-groove", cx: 60, cy: 60, r: 54 }), ring),
        el("span", { class: "bc-tempo-centre" }, number, unit, seconds)),
      dots[1]),
    state, scale?.node ?? null, prompt);
  const hint = el("p", { class: "bc-how", id: how }, words(`tempo.keys${own}`));
  listen(node, on);
  let shown = "";

  // dial: what readDial() read.
  function paint(dial) {
    const { rate, part, time, band } = dial;
    // Where motion is unwanted the ring moves on once a second.
    const steps = protocol.kind === "count" ? protocol.most : protocol.limit;
    const drawn = calm() && part < 1 ? Math.floor(part * steps) / steps : part;
    const now = [rate?.rate.toFixed(1), dial.number, dial.unit, band, time, drawn.toFixed(3), dial.small?.[1].seconds, dial.prompt].join();
    if (now === shown) return;
    shown = now;
    node.dataset.time = time;
    node.dataset.band = band ?? "none";
    node.dataset.hidden = String(dial.hidden);
    number.textContent = dial.number;
    number.dataset.rate = rate ? rate.rate : "";
    unit.textContent = words(dial.unit);
    ring.setAttribute("stroke-dasharray", `${drawn * ROUND} ${ROUND}`);
    seconds.textContent = dial.small ? words(...dial.small) : "";
    if (scale) scale.node.style.visibility = dial.hidden ? "hidden" : "";
    scale?.paint(rate?.rate ?? null);
    state.replaceChildren(...(band ? [shape(band), words(dial.word)] : []));
    prompt.textContent = words(dial.prompt);
  }

  // Lights one of the two lamps; level (0 to 1) fades with the sound. null puts both out.
  function beat(number_, level) {
    dots.forEach((dot, side) => {
      const lit = number_ !== null && number_ % 2 === side;
      dot.dataset.lit = String(lit);
      dot.style.opacity = lit ? String(0.25 + 0.75 * level) : "";
    });
  }

  return { node, hint, paint, beat, focus: () => node.focus({ preventScroll: true }) };
}
