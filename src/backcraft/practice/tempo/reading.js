// What the dial shows at a moment, by the rung. Pure: keys of words and numbers, no drawing.
import { bouts, liveBout, liveRate, liveSpan, spanBand } from "./meter.js";

// From this part of the limit on the ring says that it is nearly time.
const SOON = 0.8;
// On the rung where help fades, a clock or a count shows up to this part.
const HALF = 0.5;
// The cue to change comes at another moment each time: places between the earliest and the latest, in turn.
const TURNS = [0.6, 1, 0.2, 0.8, 0, 0.4];

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// When, in seconds of a bout, the cue comes; null where there is none. turn counts the bouts from 0.
export function cueAt({ limit, cue }, turn) {
  return limit === null ? null : limit * (cue[0] + (cue[1] - cue[0]) * TURNS[turn % TURNS.length]);
}

function ofRate({ attempt, protocol, rung, at, changing, started }) {
  const hidden = rung === "memory" || rung === "areas";
  const { limit } = protocol;
  const resting = started && at - attempt.taps.at(-1) >= protocol.pause * 1000;
  const rate = liveRate(attempt, protocol, at);
  // Once another area was chosen its time starts with the first movement there.
  const bout = changing ? 0 : liveBout(attempt, protocol, at);
  const part = limit === null || hidden ? 0 : Math.min(1, bout / limit);
  const cue = rung === "areas" && limit !== null && bout > 0 && bout >= cueAt(protocol, bouts(attempt, protocol).length - 1);
  const time = !started || resting ? "rest" : cue ? "cue" : part >= 1 ? "over" : part >= SOON ? "soon" : "on";
  const shown = hidden ? null : rate;
  const prompt = !started ? "tempo.prompt.first" : resting ? "tempo.prompt.rest"
    : { cue: "tempo.cue", over: "tempo.move_on", soon: "tempo.soon", on: "tempo.prompt.on" }[time];
  return {
    started, moving: started && !resting, hidden, part, time, prompt, band: shown?.band ?? null, word: shown?.band ? `tempo.band.${shown.band}` : null,
    rate: shown, number: shown ? shown.rate.toFixed(0) : "–", unit: hidden ? "tempo.hidden" : "tempo.unit",
    small: limit !== null && started && !resting && !hidden ? ["tempo.of", { seconds: Math.floor(bout), limit }] : null,
  };
}

function ofSpan({ attempt, protocol, rung, at, changing, started }) {
  const { form, kind, fewest, most, shortest, limit } = protocol;
  const value = changing && kind === "count" ? 0 : liveSpan(attempt, protocol, at);
  const part = Math.min(1, value / (kind === "count" ? most : limit));
  const shown = rung === "guided" || (rung === "fading" && part < HALF);
  const told = rung !== "memory" && rung !== "areas";
  const nearly = form === "time" ? part >= SOON : value >= (form === "count" ? fewest : shortest);
  const time = !started ? "rest" : told && part >= 1 ? "over" : shown && nearly ? "soon" : "on";
  const band = shown && started ? spanBand(value, protocol) : null;
  const over = form === "stage" ? "tempo.move_on.stage" : "tempo.move_on";
  const prompt = !started ? `tempo.prompt.first.${form}` : { over, soon: "tempo.soon", on: "tempo.prompt.on" }[time];
  return {
    started, moving: started && kind === "time", hidden: !shown, part: shown ? part : 0, time, prompt, band, word: band ? `tempo.band.${form}.${band}` : null, rate: null,
    number: !shown ? "–" : form === "stage" ? clock(value) : String(Math.floor(value)), unit: shown ? `tempo.unit.${form}` : "tempo.hidden",
    small: !shown ? null : { time: ["tempo.of.time", { limit }], stage: ["tempo.of.stage", { low: shortest / 60, high: limit / 60 }],
      count: ["tempo.of.count", { low: fewest, high: most }] }[form],
  };
}

// attempt: {taps, areas}; at: ms from the first tap; changing: another area was chosen and not yet worked.
export function readDial({ attempt, protocol, rung, at, changing }) {
  const started = attempt.taps.length > 0;
  return (protocol.kind === "rate" ? ofRate : ofSpan)({ attempt, protocol, rung, at, changing, started });
}
