// One open lesson: whether it may run, how it looks, and where its answers go.
import { arrive, elsewhere } from "./arrive.js";
import { Bar } from "./bar.js";
import { object } from "./copy.js";
import { allowed } from "./grammar.js";
import { KERNEL, Runner } from "./runner.js";
import { Saver } from "./saver.js";

const WIDGET = "application/vnd.jupyter.widget-view+json";
const AWAY = { starting: "lab.starting", running: "lab.starting", away: "lab.away" };
const KEPT = { saving: "lab.saving", saved: "lab.saved", unsaved: "lab.unsaved", elsewhere: "lab.elsewhere" };

// "run", or why not: "other_learner" and "handed_in" are for reading only.
export function verdict(own, facts, sources) {
  if (own.handed_in === true) return "handed_in";
  if (own.learner && facts.learner && own.learner !== facts.learner) return "other_learner";
  if (!sources.every(allowed)) return "foreign_code";
  return facts.accepted === true ? "run" : "foreign_folder";
}

export class Lesson {
  constructor({ app, panel, libs, words, server, shown }) {
    Object.assign(this, { app, panel, libs, words, server, shown });
    this.own = object(panel.model.getMetadata("backcraft"));
    this.title = typeof this.own.title === "string" && this.own.title ? this.own.title : words["lab.course"];
    this.everything = false;
    this.states = { runner: "", saver: "" };
    this.tame();
  }

  get context() {
    return this.panel.context;
  }

  // From the first moment: nothing starts by itself, nothing is saved in JupyterLab's way, nothing asks.
  tame() {
    const { panel, context } = this;
    const session = panel.sessionContext;
    // No kernel before this folder and this notebook are known, and then none but the course's own.
    panel.model.setMetadata("kernelspec", { name: KERNEL, display_name: KERNEL, language: "python" });
    const initialize = session.initialize.bind(session);
    const released = new Promise((release) => { this.release = release; });
    session.initialize = () => released.then(initialize);
    // JupyterLab's dialog on a crashed kernel; the bar says it instead.
    session.statusChanged.disconnect(panel._onSessionStatusChanged, panel);
    Object.defineProperty(context.model, "dirty", { get: () => false, set: () => {}, configurable: true });
    context.save = () => this.save();
    context.createCheckpoint = async () => ({ id: "", last_modified: "" });
    for (const cell of panel.content.widgets) this.withoutWidgets(cell);
  }

  // A stored widget has no kernel behind it: what stands beside it as text is shown until the lesson runs.
  withoutWidgets(cell) {
    const outputs = cell.model.type === "code" ? cell.model.outputs : null;
    const stored = outputs?.toJSON() ?? [];
    if (!stored.some((output) => output.data?.[WIDGET])) return;
    outputs.fromJSON(stored.map((output) => {
      if (!output.data?.[WIDGET]) return output;
      const { [WIDGET]: _, ...data } = output.data;
      return { ...output, data };
    }));
  }

  async open() {
    const { panel } = this;
    const sources = panel.content.widgets.filter((cell) => cell.model.type === "code").map((cell) => cell.model.sharedModel.getSource());
    const facts = await this.server.facts(this.context.path).catch(() => ({}));
    if (panel.isDisposed) return;
    this.facts = facts;
    this.verdict = verdict(this.own, facts, sources);
    this.bar = new Bar({ words: this.words, title: this.title, home: this.home(), toggle: () => this.show(!this.everything) });
    const widget = new this.libs.widgets.Widget({ node: this.bar.node });
    panel.contentHeader.addClass("bc-header");
    panel.contentHeader.addWidget(widget);
    panel.addClass("bc-lesson");
    panel.content.notebookConfig = { ...panel.content.notebookConfig, windowingMode: "none" };
    panel.disposed.connect(() => this.close());
    panel.node.addEventListener("backcraft:open", (event) => this.follow(event));
    // On the way in: JupyterLab's own answer to a link is on the link itself.
    panel.node.addEventListener("click", (event) => this.click(event), true);
    this.show(false);
    if (this.verdict !== "handed_in" && this.verdict !== "other_learner") this.keep();
    if (this.verdict === "run") this.run();
    else this.explain();
  }

  // A widget's link to another notebook of this folder: it takes this one's place.
  follow(event) {
    const name = event.detail?.path;
    if (typeof name !== "string" || !/^[^/\\]+\.ipynb$/.test(name)) return;
    event.preventDefault();
    const here = this.context.path;
    this.server.open(here.slice(0, here.lastIndexOf("/") + 1) + name, this.panel);
  }

  click(event) {
    arrive(event, this.panel.node);
    const path = this.everything ? null : elsewhere(event);
    if (path === null) return;
    // Another lesson takes this one's place, as it does from the home page.
    event.preventDefault();
    event.stopPropagation();
    this.server.open(path, this.panel);
  }

  home() {
    const here = this.context.path;
    const path = here.includes("/") ? `${here.slice(0, here.lastIndexOf("/"))}/00-home.ipynb` : "00-home.ipynb";
    if (!this.facts.home || path === here) return null;
    return { href: this.server.page(path), open: () => this.server.open(path, this.panel) };
  }

  explain() {
    const all = { key: "lab.show_all", run: () => this.show(true) };
    const trust = { key: "lab.trust", run: () => this.trust() };
    const home = this.home();
    const back = home && { key: "lab.own_lessons", run: home.open };
    const actions = { foreign_code: all, foreign_folder: trust, other_learner: back, handed_in: back };
    this.bar.warn(`lab.${this.verdict}`, actions[this.verdict]);
  }

  async trust() {
    try {
      this.facts = await this.server.accept(this.context.path);
    } catch {
      this.bar.warn("lab.not_accepted");
      return;
    }
    this.verdict = "run";
    this.bar.calm();
    this.run();
  }

  run() {
    this.release();
    this.runner = new Runner({
      panel: this.panel,
      sessions: this.app.serviceManager.sessions,
      execute: (cell, session) => this.libs.cells.CodeCell.execute(cell, session, { deletedCells: [], recordTiming: false }),
      changed: (state) => this.tell("runner", state),
    });
    this.runner.start();
  }

  keep() {
    const { contents } = this.app.serviceManager;
    const path = () => this.context.path;
    let at = path();
    this.saver = new Saver({
      name: `backcraft:${at}`, own: this.own, learner: this.facts.learner,
      read: async () => {
        if (!this.panel.isDisposed) at = path();
        return (await contents.get(at, { type: "notebook", format: "json", content: true })).content;
      },
      write: (content) => contents.save(at, { type: "notebook", format: "json", content }),
      cells: () => {
        if (!this.panel.isDisposed) this.last = this.panel.model.toJSON().cells;
        return this.last;
      },
      changed: (state) => this.tell("saver", state),
    });
    this.saver.start();
    const { node } = this.panel;
    node.addEventListener("backcraft:record", ({ detail }) => this.saver.take(detail.records ?? [], detail.heads));
    node.addEventListener("backcraft:copy", ({ detail }) => {
      detail.copy = { ...this.saver.copy.records };
      detail.handled = true;
    });
    this.panel.model.contentChanged.connect(() => {
      if (this.everything) this.saver.soon();
    });
    this.hiding = () => {
      if (document.visibilityState === "hidden" && this.saver.waiting) this.saver.save();
    };
    document.addEventListener("visibilitychange", this.hiding);
    window.addEventListener("pagehide", this.hiding);
  }

  async save() {
    await this.saver?.save();
  }

  tell(who, state) {
    this.states[who] = state;
    const { runner, saver } = this.states;
    if (saver === "handed_in" && this.verdict === "run") {
      this.verdict = "handed_in";
      this.explain();
    }
    if (who === "runner") {
      if (state === "failed") this.bar.warn("lab.failed", { key: "lab.again", run: () => this.runner.again() });
      else if (state !== "away") this.bar.calm();
    }
    this.panel.node.dataset[who === "runner" ? "backcraftKernel" : "backcraftCopy"] = state;
    this.bar.say(AWAY[runner] ?? KEPT[saver] ?? "");
  }

  // The course, or everything that JupyterLab has to show.
  show(everything) {
    const { panel } = this;
    this.everything = everything;
    panel.toggleClass("bc-course", !everything);
    this.bar.everything = everything;
    if (everything) this.release();
    for (const cell of panel.content.widgets) {
      if (cell.model.type === "markdown") cell.rendered = true;
    }
    panel.content.mode = "command";
    this.shown(this);
  }

  close() {
    this.runner?.close();
    document.removeEventListener("visibilitychange", this.hiding);
    window.removeEventListener("pagehide", this.hiding);
    this.saver?.close();
  }
}
