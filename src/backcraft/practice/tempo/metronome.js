// A metronome on the audio clock. Beats are handed to WebAudio some time ahead, so they come exactly on the grid
// whatever the page is doing; the page's timer only decides when to look ahead. What is seen follows the same clock.
//
// Nothing sounds before start(), which a click must call. The context and the timer are passed in.

export const SLOWEST = 40;
export const FASTEST = 140;
// How far ahead beats are handed over, in seconds, and how often the timer looks, in ms.
export const AHEAD = 0.25;
export const LOOK = 60;
// How long the fading takes, in seconds.
export const FADING = 5;

const PITCH = 740;
const LENGTH = 0.09;

// The loudness (0 to 1) of a beat at a time, for a fade that begins at `from`; null never fades.
export function loudness(time, from) {
  if (from === null || time <= from) return 1;
  return Math.max(0, 1 - (time - from) / FADING);
}

export class Metronome {
  // context: a BaseAudioContext; later(f, ms) -> handle and cancel(handle) repeat, as setInterval does;
  // silent(time) is called once the fade is over, with its audio time.
  constructor({ context, rate, volume = 0.6, later, cancel, silent = () => {} }) {
    Object.assign(this, { context, later, cancel, silent });
    this.rate = rate;
    this.timer = null;
    this.from = null;
    this.due = [];
    this.wire();
    this.loud(volume);
  }

  wire() {
    this.out = this.context.createGain();
    this.out.connect(this.context.destination);
  }

  // Sets the volume, 0 to 1.
  loud(volume) {
    this.volume = volume;
    this.out.gain.value = volume;
  }

  get running() {
    return this.timer !== null;
  }

  start() {
    if (this.running) return;
    this.from = null;
    this.due = [];
    // The first beat comes soon, but not in a part of the clock that is already being rendered.
    this.anchor = this.context.currentTime + 0.1;
    this.next = 0;
    this.timer = this.later(() => this.look(), LOOK);
    this.look();
  }

  stop() {
    if (!this.running) return;
    this.cancel(this.timer);
    this.timer = null;
    this.due = [];
    // Beats that were already handed over go silent with the node that they are connected to.
    this.out.disconnect();
    this.wire();
    this.loud(this.volume);
  }

  // The audio time of a beat. Counted from the anchor, never added up, so no error grows.
  at(beat) {
    return this.anchor + (beat * 60) / this.rate;
  }

  // A new rate holds from the last beat that was handed over.
  change(rate) {
    if (this.running && this.next > 0) {
      this.anchor = this.at(this.next - 1);
      this.next = 1;
    }
    this.rate = rate;
  }

  // Begins to fade so many seconds from now.
  fadeIn(seconds) {
    this.from = this.context.currentTime + seconds;
  }

  look() {
    // After the page slept (a hidden tab) the missed beats are left out; the grid stays.
    const late = ((this.context.currentTime - this.anchor) * this.rate) / 60;
    if (this.next < late) this.next = Math.ceil(late);
    this.fill(this.context.currentTime + AHEAD);
  }

  fill(until) {
    if (!this.running) return;
    for (let time = this.at(this.next); time < until; time = this.at(this.next)) {
      const level = loudness(time, this.from);
      if (level === 0) {
        this.cancel(this.timer);
        this.timer = null;
        this.silent(time);
        return;
      }
      this.sound(time, level);
      this.due.push({ time, level, beat: this.next });
      this.next += 1;
    }
  }

  sound(time, level) {
    const tone = this.context.createOscillator();
    const shape = this.context.createGain();
    tone.frequency.value = PITCH;
    shape.gain.setValueAtTime(level, time);
    shape.gain.exponentialRampToValueAtTime(0.001 * level, time + LENGTH);
    tone.connect(shape).connect(this.out);
    tone.start(time);
    tone.stop(time + LENGTH);
  }

  // The newest beat that can be heard by now, once; null where none is new.
  heard() {
    const now = this.context.currentTime - (this.context.outputLatency || 0);
    let newest = null;
    while (this.due.length && this.due[0].time <= now) newest = this.due.shift();
    return newest;
  }
}
