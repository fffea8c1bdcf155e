// The metronome's controls. Silent until its button is pressed.
import { el, uid } from "../../widgets/js/dom.js";
import { FASTEST, Metronome, SLOWEST } from "./metronome.js";

function field(label, input, value) {
  const id = uid("beat");
  input.id = id;
  return el("div", { class: "bc-tempo-field" }, el("label", { for: id }, label), input, value);
}

// lamp(beat, level) shows a beat; clock() is the time of the taps in ms.
export function createBeat({ protocol, words, lamp, clock }) {
  // A time or a count has nothing to beat.
  if (!globalThis.AudioContext || protocol.kind !== "rate") return { node: null, rung() {}, begin() {}, used: () => null, end: () => null, destroy() {} };
  const low = Math.max(SLOWEST, protocol.low ?? SLOWEST);
  const high = Math.min(FASTEST, protocol.high ?? FASTEST);
  let metronome = null;
  let frame = null;
  // Whether an attempt is under way, and what it was helped by: {rate, fades, silent}, or null.
  let tapping = false;
  let used = null;

  const speed = el("input", { type: "range", min: low, max: high, step: 1, value: Math.round((low + high) / 2), oninput: retune });
  const loud = el("input", { type: "range", min: 0, max: 100, step: 5, value: 60, oninput: retune });
  const fading = el("p", { class: "bc-how" });
  let fades = false;
  const speedValue = el("output", null);
  const loudValue = el("output", null);
  const button = el("button", { type: "button", class: "bc-button", "aria-pressed": "false", onclick: toggle }, words("tempo.beat.start"));
  const said = el("p", { class: "bc-how", role: "status" }, words("tempo.beat.off"));
  const node = el("fieldset", { class: "bc-tempo-beatbox" }, el("legend", null, words("tempo.beat")),
    el("div", { class: "bc-actions" }, button, said),
    field(words("tempo.beat.rate"), speed, speedValue), field(words("tempo.beat.volume"), loud, loudValue), fading);

  function retune() {
    speedValue.textContent = words("tempo.rate", { rate: speed.value });
    loudValue.textContent = words("tempo.percent", { n: loud.value });
    speed.setAttribute("aria-valuetext", speedValue.textContent);
    loud.setAttribute("aria-valuetext", loudValue.textContent);
    metronome?.loud((loud.value / 100) ** 2);
    if (Number(speed.value) !== metronome?.rate) metronome?.change(Number(speed.value));
    if (used && metronome?.running) used.rate = Number(speed.value);
  }

  function quiet(text, at) {
    if (used && used.silent === null) used.silent = at;
    button.setAttribute("aria-pressed", "false");
    button.textContent = words("tempo.beat.start");
    said.textContent = text;
  }

  function watch() {
    const beat = metronome.heard();
    if (beat) lamp(beat.beat, beat.level);
    if (!metronome.running && !metronome.due.length) {
      lamp(null, 0);
      frame = null;
      return;
    }
    frame = requestAnimationFrame(watch);
  }

  async function toggle() {
    if (metronome?.running) {
      stop();
      return;
    }
    metronome ??= new Metronome({
      context: new AudioContext(), rate: Number(speed.value), volume: (loud.value / 100) ** 2,
      later: (f, ms) => setInterval(f, ms), cancel: (handle) => clearInterval(handle),
      silent: (time) => quiet(words("tempo.beat.faded"), clock() + 1000 * (time - metronome.context.currentTime)),
    });
    await metronome.context.resume();
    retune();
    metronome.start();
    button.setAttribute("aria-pressed", "true");
    button.textContent = words("tempo.beat.stop");
    said.textContent = words("tempo.beat.on");
    if (tapping) help();
    frame ??= requestAnimationFrame(watch);
  }

  function stop() {
    if (!metronome?.running) return;
    metronome.stop();
    quiet(words("tempo.beat.off"), clock());
  }

  function help() {
    used = { rate: metronome.rate, fades, silent: null };
    if (fades) metronome.fadeIn(protocol.fade);
  }

  // The metronome as the attempt's answer keeps it, in ms from its first tap at `start`; null where none sounded.
  function note(start) {
    return used && { ...used, silent: used.silent === null ? null : Math.max(0, Math.round((used.silent - start) * 10) / 10) };
  }

  retune();
  return {
    node,
    // The first movement of an attempt: from now on the metronome's part in it is noted, and it may begin to fade.
    begin() {
      tapping = true;
      used = null;
      if (metronome?.running) help();
    },
    // The rung decides: it beats all through, fades, or is not there.
    rung(rung) {
      fades = rung === "fading";
      fading.textContent = words(fades ? "tempo.beat.fades" : "tempo.beat.guided", { seconds: protocol.fade });
      node.hidden = rung !== "guided" && !fades;
      if (node.hidden) stop();
    },
    used: note,
    // The same, and silence.
    end(start) {
      const was = note(start);
      tapping = false;
      used = null;
      stop();
      return was;
    },
    destroy() {
      stop();
      cancelAnimationFrame(frame);
      metronome?.context.close();
    },
  };
}
