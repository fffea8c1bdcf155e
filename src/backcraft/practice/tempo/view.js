// The tempo exercise: tap each movement, go from area to area, then see what the rhythm was like.
import { announcer, el, goTo, inline, keepKeys, uid } from "../../widgets/js/dom.js";
import { createBackMap } from "../../widgets/backmap/backmap.js";
import { createStages, cutShort, sourceList } from "./around.js";
import { createBeat } from "./beat.js";
import { Drafts } from "./drafts.js";
import { climbed, RUNGS } from "./ladder.js";
import { createPad } from "./pad.js";
import { readDial } from "./reading.js";
import { createHistory } from "./history.js";
import { createResult } from "./result.js";
import { createRungs, rungName } from "./rungs.js";

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
    // Attempts that were cut short, by number: drafts in the record, and of an earlier page that still waits here.
    this.cut = new Map();
    for (const { attempt, question, answer, final, digest } of [...hello.records, ...hello.pending]) {
      if (question !== this.question) continue;
      if (!final && answer) this.cut.set(attempt, { answer, digest });
      else this.cut.delete(attempt);
    }
    // Finished attempts of an earlier page that wait, by their message.
    const finished = hello.pending.filter((message) => message.final);
    this.left = new Map(finished.map((message) => [message.id, message.answer]));
    for (const message of finished) this.attempts.set(message.attempt, { answer: message.answer, feedback: null, at: null });
    for (const attempt of this.attempts.keys()) this.cut.delete(attempt);
    this.taken = new Set();
    this.number = null;
    this.drafts = new Drafts({ put: () => this.putDraft(), later: (f, ms) => setTimeout(f, ms), cancel: (handle) => clearTimeout(handle) });
    this.locked = !hello.learner;
    this.build(props, hello.problem);
    this.rungs.choose(this.standing.rung);
    this.beat.rung(this.rungs.rung);
    this.reset();
    this.showHistory();
    this.showCut();
    const last = Math.max(0, ...this.attempts.keys());
    if (last) this.showResult(last);
    this.off = [desk.on("record", (news) => this.hear(news)), desk.on("status", (news) => this.paintStatus(news))];
    const leave = () => this.drafts.flush();
    const hide = () => document.visibilityState === "hidden" && leave();
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    this.off.push(() => removeEventListener("pagehide", leave), () => document.removeEventListener("visibilitychange", hide));
  }

  build(props, problem) {
    const { words, desk, protocol } = this;
    const staged = protocol.form === "stage";
    const title = uid("tempo");
    this.voice = announcer();
    this.pad = createPad({ protocol, words, on: { tap: (ms) => this.tap(ms), next: () => this.next(), stop: () => this.stop() } });
    this.beat = createBeat({ protocol, words, lamp: (beat, level) => this.pad.beat(beat, level), clock: () => performance.now() });
    this.map = staged ? createStages(props.regions) : createBackMap({ regions: props.regions, words, asset: desk.asset, many: false, label: words("tempo.map"), showCautions: true,
      onToggle: ([id]) => this.go(id, true) });
    this.here = el("p", { class: "bc-tempo-here" });
    this.refusal = el("p", { class: "bc-tempo-refusal", role: "alert" });
    // Where a time is kept the pad itself leads on.
    this.nextButton = protocol.kind === "time" ? null : el("button", { type: "button", class: "bc-button", onclick: () => this.next(true) }, words("tempo.next"));
    this.stopButton = el("button", { type: "button", class: "bc-button bc-main", onclick: () => this.stop() }, words("tempo.stop"));
    this.againButton = el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => this.discard() }, words("tempo.discard"));
    this.status = el("p", { class: "bc-save" });
    this.rungs = createRungs({ protocol, words, onChoose: (rung) => this.choose(rung) });
    this.offer = el("div", { class: "bc-tempo-cut bc-screen-only" });
    this.stage = el("div", { class: "bc-tempo-stage bc-screen-only" },
      el("div", { class: "bc-tempo-work" }, this.here, this.pad.node,
        el("div", { class: "bc-actions" }, this.nextButton, this.stopButton, this.againButton), this.pad.hint, this.beat.node),
      el("div", { class: "bc-tempo-where", data: { form: protocol.form } }, this.refusal, this.map.node));
    this.outcome = el("div", { class: "bc-tempo-outcome" });
    this.history = el("div", { class: "bc-tempo-history" });
    const head = el("header", { class: "bc-tempo-head" },
      el("h3", { class: "bc-title", id: title }, props.title),
      el("ul", { class: "bc-tempo-task" }, props.task.slice(0, -1).map((line) => el("li", null, line))),
      el("p", { class: "bc-how" }, props.task.at(-1)),
      sourceList(props.sources, words));
    this.node = keepKeys(el("section", { class: "bc bc-tempo", "aria-labelledby": title }, head,
      problem ? el("p", { class: "bc-problem", role: "alert" }, problem) : null,
      this.locked ? null : [this.offer, this.rungs.node, this.stage], this.outcome, this.history, this.voice.node));
  }

  // -- the ladder

  get standing() {
    const judged = [...this.attempts].sort(([a], [b]) => a - b).map(([, { feedback }]) => feedback).filter((feedback) => feedback?.rung);
    return climbed(judged.map(({ rung, held }) => ({ rung, held })), this.protocol.master);
  }

  choose(rung) {
    this.beat.rung(rung);
    if (!this.stage.hidden) this.tick(performance.now());
  }

  // -- an attempt under way

  reset() {
    this.taps = [];
    this.areas = [];
    this.first = null;
    this.number = null;
    this.runId = uid("run");
    this.told = { at: -Infinity, band: null, prompt: null };
    this.rungs.lock(false);
    this.pad.beat(null, 0);
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
      this.rungs.lock(true);
      this.beat.begin();
    }
    const time = tenth(ms - this.first);
    if (this.taps.length && time <= this.taps.at(-1)) return;
    if (this.protocol.kind === "time" && this.taps.length) this.select(this.upcoming);
    if (this.areas.at(-1)?.[1] !== this.area) this.areas.push([this.taps.length, this.area]);
    this.taps.push(time);
    if (this.protocol.kind === "time") this.lead(this.after(this.area));
    this.tick(ms);
    // One tap alone is no attempt yet.
    if (this.taps.length > 1) this.drafts.touch(this.taps.length);
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
    const changing = started && this.areas.at(-1)[1] !== this.area;
    const dial = readDial({ attempt: this.now, protocol: this.protocol, rung: this.rungs.rung, at, changing });
    this.pad.paint(dial);
    // Where no rate shows, the lamps tell that a tap was taken.
    if (started && (dial.hidden || this.protocol.kind !== "rate")) this.pad.beat(this.taps.length, 1);
    this.stopButton.setAttribute("aria-disabled", String(this.taps.length < 2));
    this.againButton.hidden = !started;
    this.speak(ms, dial);
    return dial.moving;
  }

  speak(ms, { rate, prompt, time }) {
    if ((time === "over" || time === "cue") && prompt !== this.told.prompt) this.voice.say(this.words(prompt));
    else if (rate?.band && rate.band !== this.told.band && ms - this.told.at >= SPEAK) {
      this.voice.say(this.words("tempo.spoken", { rate: rate.rate.toFixed(0), band: this.words(`tempo.band.${rate.band}`) }));
      Object.assign(this.told, { at: ms, band: rate.band });
    }
    this.told.prompt = prompt;
  }

  select(id) {
    this.area = id;
    this.map.select([id]);
    const staged = this.protocol.form === "stage";
    this.here.replaceChildren(this.words(staged ? "tempo.here.stage" : "tempo.here"), " ", el("strong", null, this.regions.get(id).name));
    this.refusal.textContent = "";
    if (this.protocol.kind === "time") this.lead(this.after(id));
  }

  // Which area (or stage) the next press begins, where a time is kept.
  lead(id) {
    this.upcoming = id;
    this.here.querySelector(".bc-tempo-next")?.remove();
    if (this.taps.length) this.here.append(el("span", { class: "bc-tempo-next" }, " · ", this.words("tempo.here.next"), " ", this.regions.get(id).name));
  }

  after(id) {
    return this.sequence[(this.sequence.indexOf(id) + 1) % this.sequence.length];
  }

  // Another area, from the map or by the key. A caution area is refused, and says why.
  go(id, toPad = false) {
    const { caution, name } = this.regions.get(id);
    const later = this.protocol.kind === "time" && this.taps.length > 0;
    this.select(caution || later ? this.area : id);
    if (caution) this.refusal.textContent = this.words("tempo.refused", { name, caution });
    else if (this.taps.length) {
      if (later) this.lead(id);
      this.tick(performance.now());
      if (toPad) this.pad.focus();
    }
  }

  next(toPad = false) {
    if (this.protocol.kind !== "time") this.go(this.after(this.area), toPad);
  }

  discard() {
    this.beat.end(0);
    this.drafts.stop();
    if (this.number !== null) this.takeBack(this.number, this.digest);
    this.reset();
    this.pad.focus();
    this.voice.say(this.words("tempo.discarded"));
  }

  stop() {
    if (this.stage.hidden || this.taps.length < 2) return;
    this.drafts.stop();
    const { number } = this;
    const answer = this.answer(this.beat.end(this.first));
    this.number = null;
    this.stage.hidden = true;
    this.history.hidden = false;
    this.rungs.lock(false);
    this.send(answer, number);
  }

  answer(metronome) {
    return { protocol: this.protocol.id, rung: this.rungs.rung, run: this.runId, taps: [...this.taps], areas: [...this.areas], metronome };
  }

  free() {
    return Math.max(0, ...this.attempts.keys(), ...this.cut.keys(), ...this.taken) + 1;
  }

  // Sends a finished attempt, under its drafts' number or the next free one. A number that another tab has used up
  // meanwhile is left to it.
  async send(answer, number = null, digest = this.digest) {
    for (let attempt = number ?? this.free(); ; attempt = this.free()) {
      this.attempts.set(attempt, { answer, feedback: null, at: null });
      this.showResult(attempt);
      goTo(this.outcome.querySelector("h4"));
      const reply = await this.desk.put({ attempt, question: this.question, answer, final: true, certainty: null, digest });
      if (reply.record) this.hear(reply);
      else this.attempts.delete(attempt);
      if (reply.saved) return;
      if (!reply.record) {
        this.fail(reply.problem);
        return;
      }
    }
  }

  // -- drafts

  async putDraft() {
    this.number ??= this.free();
    const attempt = this.number;
    const reply = await this.desk.put({ attempt, question: this.question, answer: this.answer(this.beat.used(this.first)), final: false, certainty: null, digest: this.digest });
    // Another tab finished an attempt under this number.
    if (reply.saved === false && reply.record && this.number === attempt) {
      this.keep(reply.record, reply.feedback);
      this.number = null;
      this.drafts.touch(0);
    }
  }

  takeBack(attempt, digest) {
    this.taken.delete(attempt);
    this.desk.put({ attempt, question: this.question, answer: null, final: false, certainty: null, digest });
  }

  // A draft that the kernel has on disk, mostly one of this tab's own.
  hearDraft({ attempt, answer }) {
    if (answer === null) {
      this.taken.delete(attempt);
      if (this.cut.delete(attempt)) this.showCut();
      return;
    }
    if (answer.run === this.runId || this.cut.has(attempt)) return;
    this.taken.add(attempt);
    // Two tabs tap under one number: one of them moves on.
    if (this.number === attempt && this.runId > answer.run) {
      this.number = null;
      this.drafts.touch(0);
    }
  }

  showCut() {
    const settle = (attempt, then) => {
      const { answer, digest } = this.cut.get(attempt);
      this.cut.delete(attempt);
      this.showCut();
      then(answer, digest);
    };
    this.offer.replaceChildren(...cutShort({ cut: this.cut, protocol: this.protocol, words: this.words,
      keep: (attempt) => settle(attempt, (answer, digest) => this.send(answer, attempt, digest)),
      discard: (attempt) => settle(attempt, (answer, digest) => this.drop(attempt, digest)) }));
  }

  drop(attempt, digest) {
    this.takeBack(attempt, digest);
    this.voice.say(this.words("tempo.cut.discarded"));
    goTo(this.rungs.node);
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
    if (!record.final) {
      this.hearDraft(record);
      return;
    }
    const news = !this.attempts.get(record.attempt)?.feedback;
    this.keep(record, feedback);
    if (this.cut.delete(record.attempt)) this.showCut();
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
      status: this.status, again: this.locked ? null : () => this.again(), up: this.above(kept.feedback) }));
    // The keyboard stood on what was shown before the result came.
    if (here) goTo(this.outcome.querySelector("h4"));
  }

  // The way up from an attempt that held: {text, go}, or null.
  above(feedback) {
    const at = RUNGS.indexOf(this.standing.rung);
    if (this.locked || !feedback?.held || at <= RUNGS.indexOf(feedback.rung)) return null;
    return { text: this.words("tempo.rung.up", { rung: rungName(RUNGS[at], this.protocol, this.words) }), go: () => {
      this.rungs.choose(RUNGS[at]);
      this.choose(RUNGS[at]);
      this.again();
    } };
  }

  showHistory() {
    this.rungs.paint(this.standing);
    const { attempts, protocol, words } = this;
    const history = createHistory({ attempts, protocol, words, show: (attempt) => {
      this.showResult(attempt);
      goTo(this.outcome.querySelector("h4"));
    } });
    this.history.replaceChildren(...history);
  }

  paintStatus({ status, problem }) {
    const word = { saving: "tempo.saving", saved: "tempo.saved", waiting: "tempo.waiting" }[status];
    this.status.dataset.save = status;
    this.status.textContent = [word ? this.words(word) : "", status === "saved" ? "" : problem ?? ""].join(" ").trim();
  }

  update() {}

  destroy() {
    this.drafts.flush();
    cancelAnimationFrame(this.frame);
    this.beat.destroy();
    for (const off of this.off) off();
  }
}

function render({ el: root, hello, desk }) {
  const tempo = new Tempo({ hello, desk });
  root.replaceChildren(tempo.node);
  return tempo;
}

export default { render };
