// The tempo exercise: tap each movement, go from area to area, then see what the rhythm was like.
import { announcer, el, goTo, inline, keepKeys, uid } from "../../widgets/js/dom.js";
import { createBackMap } from "../../widgets/backmap/backmap.js";
import { createBeat } from "./beat.js";
import { liveBout, liveRate } from "./meter.js";
import { createPad } from "./pad.js";
import { createResult, historyTable } from "./result.js";

// A screen reader is told the rate no more often than this, in ms.
const SPEAK = 5000;

const tenth = (ms) => Math.round(ms * 10) / 10;

class Tempo {
  constructor({ hello, desk }) {
    const { props } = hello;
    Object.assign(this, { desk, words: desk.words, protocol: props.protocol, digest: props.digest, question: props.question });
    this.regions = new Map(props.regions.map((region) => [region.id, region]));
    this.sequence = props.areas;
    this.area = this.sequence[0];
    this.attempts = new Map();
    for (const record of hello.records) this.keep(record, hello.feedback[`${record.attempt}/${record.question}`]);
    // Attempts of an earlier page that still wait in this browser, by their message.
    this.left = new Map(hello.pending.map((message) => [message.id, message.answer]));
    for (const message of hello.pending) this.attempts.set(message.attempt, { answer: message.answer, feedback: null, at: null });
    this.locked = !hello.learner;
    this.build(props, hello.problem);
    this.reset();
    this.showHistory();
    const last = Math.max(0, ...this.attempts.keys());
    if (last) this.showResult(last);
    this.off = [desk.on("record", (news) => this.hear(news)), desk.on("status", (news) => this.paintStatus(news))];
  }

  build(props, problem) {
    const { words, desk, protocol } = this;
    const title = uid("tempo");
    this.voice = announcer();
    this.pad = createPad({ protocol, words, on: { tap: (ms) => this.tap(ms), next: () => this.next(), stop: () => this.stop() } });
    this.beat = createBeat({ protocol, words, lamp: (beat, level) => this.pad.beat(beat, level), clock: () => performance.now() });
    this.map = createBackMap({ regions: props.regions, words, asset: desk.asset, many: false, label: words("tempo.map"), showCautions: true,
      onToggle: ([id]) => this.go(id, true) });
    this.here = el("p", { class: "bc-tempo-here" });
    this.refusal = el("p", { class: "bc-tempo-refusal", role: "alert" });
    this.nextButton = el("button", { type: "button", class: "bc-button", onclick: () => this.next(true) }, words("tempo.next"));
    this.stopButton = el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.stop() }, words("tempo.stop"));
    this.againButton = el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => this.discard() }, words("tempo.discard"));
    this.status = el("p", { class: "bc-save" });
    this.stage = el("div", { class: "bc-tempo-stage bc-screen-only" },
      el("div", { class: "bc-tempo-work" }, this.here, this.pad.node,
        el("div", { class: "bc-actions" }, this.nextButton, this.stopButton, this.againButton), this.pad.hint, this.beat.node),
      el("div", { class: "bc-tempo-where" }, this.refusal, this.map.node));
    this.outcome = el("div", { class: "bc-tempo-outcome" });
    this.history = el("div", { class: "bc-tempo-history" });
    const facts = [
      protocol.low === null ? null : words("tempo.ask.rate", { low: protocol.low, high: protocol.high, source: protocol.rate_source }),
      protocol.limit === null ? null : words("tempo.ask.limit", { limit: protocol.limit, source: protocol.limit_source }),
    ];
    const head = el("header", { class: "bc-tempo-head" },
      el("h3", { class: "bc-title", id: title }, words("tempo.title", { stroke: props.stroke.name })),
      el("ul", { class: "bc-tempo-task" }, facts.filter(Boolean).map((fact) => el("li", null, fact))),
      el("p", { class: "bc-how" }, words("tempo.movement", { movement: protocol.movement, note: protocol.movement_note })),
      sourceList(props.sources, words));
    this.node = keepKeys(el("section", { class: "bc bc-tempo", "aria-labelledby": title }, head,
      problem ? el("p", { class: "bc-problem", role: "alert" }, problem) : null,
      this.locked ? null : this.stage, this.outcome, this.history, this.voice.node));
  }

  // -- an attempt under way

  reset() {
    this.taps = [];
    this.areas = [];
    this.first = null;
    this.told = { at: -Infinity, band: null, over: false };
    this.select(this.sequence[0]);
    this.stage.hidden = false;
    this.history.hidden = false;
    this.tick(performance.now());
  }

  get now() {
    return { taps: this.taps, areas: this.areas };
  }

  tap(ms) {
    if (this.stage.hidden) return;
    if (this.first === null) {
      this.first = ms;
      // Opening an earlier attempt now would drop this one.
      this.history.hidden = true;
      this.beat.begin();
    }
    const time = tenth(ms - this.first);
    if (this.taps.length && time <= this.taps.at(-1)) return;
    if (this.areas.at(-1)?.[1] !== this.area) this.areas.push([this.taps.length, this.area]);
    this.taps.push(time);
    this.tick(ms);
    this.frame ??= requestAnimationFrame(this.run);
  }

  run = (ms) => {
    this.frame = null;
    // A frame's own time can lie a little before the tap that it follows.
    const since = Math.max(ms, this.first + this.taps.at(-1));
    if (this.tick(since)) this.frame = requestAnimationFrame(this.run);
  };

  // Shows the figures at a time of the page's clock; returns whether they can still change without a tap.
  tick(ms) {
    const started = this.taps.length > 0;
    const at = started ? ms - this.first : 0;
    const resting = started && at - this.taps.at(-1) >= this.protocol.pause * 1000;
    const changing = started && this.areas.at(-1)[1] !== this.area;
    const rate = liveRate(this.now, this.protocol, at);
    // Once another area was chosen its time starts with the first movement there.
    const bout = changing ? 0 : liveBout(this.now, this.protocol, at);
    this.pad.paint({ rate, bout, started, resting });
    this.stopButton.setAttribute("aria-disabled", String(this.taps.length < 2));
    this.againButton.hidden = !started;
    this.speak(ms, rate, bout);
    return started && !resting;
  }

  speak(ms, rate, bout) {
    const over = this.protocol.limit !== null && bout >= this.protocol.limit;
    if (over && !this.told.over) this.voice.say(this.words("tempo.move_on"));
    else if (rate?.band && rate.band !== this.told.band && ms - this.told.at >= SPEAK) {
      this.voice.say(this.words("tempo.spoken", { rate: rate.rate.toFixed(0), band: this.words(`tempo.band.${rate.band}`) }));
      Object.assign(this.told, { at: ms, band: rate.band });
    }
    this.told.over = over;
  }

  select(id) {
    this.area = id;
    this.map.select([id]);
    this.here.replaceChildren(this.words("tempo.here"), " ", el("strong", null, this.regions.get(id).name));
    this.refusal.textContent = "";
  }

  // Another area, from the map or by the key. A caution area is refused, and says why.
  go(id, toPad = false) {
    const { caution, name } = this.regions.get(id);
    this.select(caution ? this.area : id);
    if (caution) this.refusal.textContent = this.words("tempo.refused", { name, caution });
    else if (this.taps.length) {
      this.tick(performance.now());
      if (toPad) this.pad.focus();
    }
  }

  next(toPad = false) {
    const at = this.sequence.indexOf(this.area);
    this.go(this.sequence[(at + 1) % this.sequence.length], toPad);
  }

  discard() {
    this.beat.end(0);
    this.reset();
    this.pad.focus();
    this.voice.say(this.words("tempo.discarded"));
  }

  stop() {
    if (this.stage.hidden || this.taps.length < 2) return;
    const answer = { protocol: this.protocol.id, taps: this.taps, areas: this.areas, metronome: this.beat.end(this.first) };
    this.stage.hidden = true;
    this.history.hidden = false;
    this.send(answer);
  }

  // Sends a finished attempt under the next free number. One that another tab has used up meanwhile is left to it.
  async send(answer) {
    for (;;) {
      const attempt = Math.max(0, ...this.attempts.keys()) + 1;
      this.attempts.set(attempt, { answer, feedback: null, at: null });
      this.showResult(attempt);
      goTo(this.outcome.querySelector("h4"));
      const reply = await this.desk.put({ attempt, question: this.question, answer, final: true, certainty: null, digest: this.digest });
      if (reply.record) this.hear(reply);
      else this.attempts.delete(attempt);
      if (reply.saved) return;
      if (!reply.record) {
        this.fail(reply.problem);
        return;
      }
    }
  }

  fail(problem) {
    this.outcome.replaceChildren(el("p", { class: "bc-problem", role: "alert" }, problem),
      el("div", { class: "bc-actions" }, el("button", { type: "button", class: "bc-button", onclick: () => this.again() }, this.words("tempo.again"))));
  }

  again() {
    this.outcome.replaceChildren();
    this.reset();
    goTo(this.stage);
    this.pad.focus();
  }

  // -- attempts that were made

  keep(record, feedback) {
    if (record?.final) this.attempts.set(record.attempt, { answer: record.answer, feedback: feedback ?? this.attempts.get(record.attempt)?.feedback ?? null, at: record.at });
  }

  // A record that the kernel put on disk, from this tab or another.
  hear({ record, feedback, re, saved }) {
    if (record.question !== this.question) return;
    const news = !this.attempts.get(record.attempt)?.feedback;
    this.keep(record, feedback);
    this.showHistory();
    if (news && this.shown === record.attempt && this.stage.hidden) {
      this.showResult(record.attempt);
      this.voice.say(this.outcome.querySelector(".bc-tempo-verdict")?.textContent ?? "");
    }
    const again = this.left.get(re);
    this.left.delete(re);
    // Its number was used up elsewhere meanwhile.
    if (again && saved === false) this.send(again);
  }

  showResult(attempt) {
    const kept = this.attempts.get(attempt);
    const here = this.outcome.contains(document.activeElement);
    this.stage.hidden = true;
    this.shown = attempt;
    this.outcome.replaceChildren(createResult({ attempt, kept, protocol: this.protocol, regions: this.regions, words: this.words,
      status: this.status, again: this.locked ? null : () => this.again() }));
    // The keyboard stood on what was shown before the result came.
    if (here) goTo(this.outcome.querySelector("h4"));
  }

  showHistory() {
    const table = historyTable({ attempts: this.attempts, words: this.words, regions: this.regions, show: (attempt) => {
      this.showResult(attempt);
      goTo(this.outcome.querySelector("h4"));
    } });
    this.history.replaceChildren(...(table ? [table] : []));
  }

  paintStatus({ status, problem }) {
    const word = { saving: "tempo.saving", saved: "tempo.saved", waiting: "tempo.waiting" }[status];
    this.status.dataset.save = status;
    this.status.textContent = [word ? this.words(word) : "", status === "saved" ? "" : problem ?? ""].join(" ").trim();
  }

  update() {}

  destroy() {
    cancelAnimationFrame(this.frame);
    this.beat.destroy();
    for (const off of this.off) off();
  }
}

function sourceList(sources, words) {
  return el("details", { class: "bc-sources" }, el("summary", null, words("tempo.sources")),
    el("ul", null, sources.map(({ label, title, found }) => el("li", null, el("p", null, el("strong", null, label), " · ", inline(title)),
      el("p", { class: "bc-how" }, inline(found))))));
}

function render({ el: root, hello, desk }) {
  const tempo = new Tempo({ hello, desk });
  root.replaceChildren(tempo.node);
  return tempo;
}

export default { render };
