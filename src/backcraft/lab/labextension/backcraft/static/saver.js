// Brings a lesson's answers into its file. Reads the file, merges, writes it back: what stands in the file and is not
// ours to change (outputs, other people's keys) is written back as it was found. Only the tab that holds the lesson's
// lock writes; when it closes, the next one takes over.
import { differ, mergeCells } from "./cells.js";
import { heads, merge, object } from "./copy.js";

const SOON = 300;
const RETRY = [2000, 4000, 8000, 16000, 30000];

export class Saver {
  // read() and write(content) reach the file; cells() gives the page's cells; changed(state) hears
  // "idle" | "saving" | "saved" | "unsaved" | "elsewhere" | "handed_in".
  constructor({ name, own, learner, read, write, cells, changed }) {
    Object.assign(this, { name, read, write, cells, changed });
    this.copy = { records: { ...object(own.records) }, heads: { ...object(own.heads) } };
    this.learner = own.learner || learner || null;
    this.base = cells();
    this.holder = false;
    this.closed = false;
    this.waiting = false;
    this.tries = 0;
    this.timer = null;
    this.running = null;
    this.handedIn = false;
    this.wrote = false;
  }

  // Waits for the lesson's lock and holds it until close(); without locks (plain http to another machine) writes too:
  // merging by key keeps two writers from losing answers.
  start() {
    const hold = async () => {
      if (this.closed) return;
      this.holder = true;
      this.soon();
      await new Promise((release) => { this.release = release; });
    };
    if (navigator.locks) navigator.locks.request(this.name, hold);
    else hold();
  }

  take(records, more = {}) {
    const ours = records.filter((record) => !this.learner || record?.learner === this.learner);
    if (!this.learner && ours.length) this.learner = ours[0].learner ?? null;
    this.copy.records = merge(this.copy.records, ours);
    this.copy.heads = heads(this.copy.heads, more);
    this.soon();
  }

  soon() {
    this.waiting = true;
    this.later(SOON);
  }

  later(ms) {
    clearTimeout(this.timer);
    if (!this.holder || this.handedIn) return;
    this.timer = setTimeout(() => this.save(), ms);
  }

  // Writes now if there is anything to write. Never rejects: what could not be written is tried again.
  save() {
    if (this.handedIn) return Promise.resolve();
    if (!this.holder) {
      this.changed("elsewhere");
      return Promise.resolve();
    }
    clearTimeout(this.timer);
    this.running = (this.running ?? Promise.resolve()).then(() => this.once());
    return this.running;
  }

  async once() {
    this.waiting = false;
    this.changed("saving");
    try {
      await this.bring();
      this.tries = 0;
      this.changed(this.handedIn ? "handed_in" : this.wrote ? "saved" : "idle");
    } catch (error) {
      console.warn("backcraft: the notebook's copy is not saved yet", error);
      this.waiting = true;
      this.changed("unsaved");
      if (!this.closed) this.later(RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    }
  }

  async bring() {
    const content = await this.read();
    const there = object(content.metadata.backcraft);
    if (there.handed_in === true || (there.learner && this.learner && there.learner !== this.learner)) {
      this.handedIn = true;
      return;
    }
    const ours = this.cells();
    const cells = differ(this.base, ours)
      ? mergeCells(this.base, ours, content.cells, () => crypto.randomUUID().slice(0, 8)) : content.cells;
    this.copy = {
      records: merge(this.copy.records, Object.values(object(there.records))),
      heads: heads(this.copy.heads, object(there.heads)),
    };
    const learner = there.learner || this.learner;
    const { records, heads: ends } = this.copy;
    const kept = Object.keys(records).length > 0;
    const backcraft = kept ? { ...there, v: 1, learner, records, heads: ends, handed_in: false } : there;
    const { widgets, ...metadata } = content.metadata;
    const next = { ...content, cells, metadata: { ...metadata, backcraft } };
    if (widgets !== undefined || cells !== content.cells || JSON.stringify(sorted(backcraft)) !== JSON.stringify(sorted(there))) {
      await this.write(next);
      this.wrote = true;
    }
    this.base = ours;
  }

  // Writes what is left, then lets the next tab have the lock.
  async close() {
    this.closed = true;
    if (this.waiting && this.holder) await this.save();
    await this.running;
    clearTimeout(this.timer);
    this.holder = false;
    this.release?.();
  }
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
