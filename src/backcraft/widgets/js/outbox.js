// Keeps an answer in the browser from the click until the kernel says that it is on disk.
//
// Every waiting answer has a storage entry of its own, so two tabs never overwrite each other's. Storage, clock and
// sending are passed in. A newer answer to the same question takes the place of an older draft.

export const FIRST_RETRY = 2000;
export const LAST_RETRY = 30000;

export class Outbox {
  // storage: Storage or null; send(message) may throw; later(f, ms) -> handle; cancel(handle); changed(outbox) on every change.
  constructor({ storage, prefix, send, later, cancel, changed }) {
    Object.assign(this, { storage, prefix, send, later, cancel, changed });
    this.waiting = new Map();
    this.wait = FIRST_RETRY;
    this.timer = null;
    this.late = false;
    this.problem = null;
    // Whether every waiting answer is also in the browser's storage and so outlives the page.
    this.kept = storage !== null;
  }

  // Takes up what an earlier page left for this activity (or for one question of it, where a view shows only that),
  // oldest first; returns those messages.
  load(activity, question) {
    const left = [];
    for (let i = 0; this.storage && i < this.storage.length; i += 1) {
      const key = this.storage.key(i);
      if (!key.startsWith(this.prefix)) continue;
      try {
        const message = JSON.parse(this.storage.getItem(key));
        if (message.activity === activity && (question === undefined || message.question === question)) left.push(message);
      } catch {
        // Not one of ours, or cut off by a crash of the browser while it wrote: it was never shown as saved.
      }
    }
    left.sort((a, b) => a.order - b.order);
    for (const message of left) this.waiting.set(message.id, { message, settle: () => {} });
    return left;
  }

  // Puts a message away and sends it; resolves with the kernel's reply.
  put(message) {
    for (const [id, { message: old, settle }] of this.waiting) {
      if (old.attempt === message.attempt && old.question === message.question && !old.final) {
        this.drop(id);
        settle({ saved: false, superseded: true });
      }
    }
    try {
      this.storage?.setItem(this.prefix + message.id, JSON.stringify(message));
    } catch {
      this.kept = false;
    }
    const reply = new Promise((settle) => this.waiting.set(message.id, { message, settle }));
    this.trySend(message);
    this.plan();
    this.changed(this);
    return reply;
  }

  // Takes the kernel's reply to one of the waiting messages; returns whether it was one.
  hear(reply) {
    const entry = this.waiting.get(reply.re);
    if (!entry) return false;
    if (!reply.saved && reply.retry) {
      this.problem = reply.problem;
      this.late = true;
      this.changed(this);
      return true;
    }
    this.drop(reply.re);
    this.wait = FIRST_RETRY;
    this.problem = reply.saved ? null : reply.problem;
    if (this.waiting.size === 0) {
      this.late = false;
      this.cancel(this.timer);
      this.timer = null;
    }
    entry.settle(reply);
    this.changed(this);
    return true;
  }

  // Sends all that waits again, in the order in which it was given.
  resend() {
    for (const { message } of this.waiting.values()) this.trySend(message);
  }

  close() {
    this.cancel(this.timer);
    this.timer = null;
    this.closed = true;
  }

  drop(id) {
    this.waiting.delete(id);
    this.storage?.removeItem(this.prefix + id);
  }

  trySend(message) {
    try {
      this.send(message);
    } catch {
      // The connection is down; the timer sends again, and the line on the screen says "not saved yet".
      this.late = true;
    }
  }

  plan() {
    if (this.timer !== null || this.waiting.size === 0 || this.closed) return;
    this.timer = this.later(() => {
      this.timer = null;
      if (this.waiting.size === 0) return;
      this.late = true;
      this.wait = Math.min(this.wait * 2, LAST_RETRY);
      this.resend();
      this.plan();
      this.changed(this);
    }, this.wait);
  }
}
