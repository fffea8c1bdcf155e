// Keeps an attempt while it is tapped: a draft a little after a tap, and one at once when the page goes. Longer attempts
// are put more rarely, so that the record grows by their length and not by its square. Timers are passed in.

export const FIRST = 1000;
export const EACH = 20;

export class Drafts {
  // put() sends the attempt as it is; later(f, ms) -> handle; cancel(handle).
  constructor({ put, later, cancel }) {
    Object.assign(this, { put, later, cancel });
    this.timer = null;
  }

  // A tap came, so many by now.
  touch(taps) {
    this.timer ??= this.later(() => this.flush(), FIRST + EACH * taps);
  }

  // Puts what was not put yet.
  flush() {
    if (this.timer === null) return;
    this.stop();
    this.put();
  }

  stop() {
    this.cancel(this.timer);
    this.timer = null;
  }
}
