// Connects a view with the kernel that keeps its answers. The protocol is set out in docs/architecture.md.
import { Outbox } from "./outbox.js";

// How long the kernel may take to say hello before the page says that it is waiting.
const PATIENCE = 4000;
const LOOK = 20;

// A random id of a click. (crypto.randomUUID is not there on a hub that is reached by plain http.)
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

function localStore() {
  try {
    const probe = "backcraft:probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

// A widget may be drawn before it stands in the page, where nobody would hear it ask for the notebook's copy.
async function placed(el) {
  for (let waited = 0; !el.isConnected && waited < PATIENCE; waited += LOOK) await new Promise((look) => setTimeout(look, LOOK));
}

export function fill(words, key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for "${key}"`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

class Desk {
  constructor({ model, el, lib }) {
    Object.assign(this, { model, el, lib });
    this.activity = model.get("activity");
    this.listeners = new Map();
    this.asked = new Map();
    this.status = "idle";
    this.problem = null;
    this.order = 0;
    this.words = (key, values) => fill(lib.words, key, values);
    this.asset = lib.asset;
    this.load = lib.load;
  }

  on(event, f) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event).add(f);
    return () => this.listeners.get(event).delete(f);
  }

  tell(event, what) {
    for (const f of this.listeners.get(event) ?? []) f(what);
  }

  // Asks the kernel; resolves with its reply.
  ask(message) {
    const id = newId();
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.model.send({ ...message, id });
    });
  }

  copy() {
    const event = new CustomEvent("backcraft:copy", { bubbles: true, composed: true, detail: { copy: null, handled: false } });
    this.el.dispatchEvent(event);
    return event.detail.copy;
  }

  share(records, heads = {}) {
    if (!records?.length) return;
    this.el.dispatchEvent(new CustomEvent("backcraft:record", { bubbles: true, composed: true, detail: { records, heads } }));
  }

  async open() {
    await placed(this.el);
    const hello = await this.ask({ do: "hello", activity: this.activity, copy: this.copy() });
    this.hello = hello;
    this.outbox?.close();
    this.outbox = new Outbox({
      storage: localStore(),
      prefix: `backcraft:outbox:${hello.learner}:${hello.journal}:`,
      send: (message) => this.model.send(message),
      later: (f, ms) => setTimeout(f, ms),
      cancel: (handle) => clearTimeout(handle),
      changed: () => this.refresh(),
    });
    hello.pending = hello.learner ? this.outbox.load(this.activity, hello.props.question) : [];
    this.order = Math.max(0, ...hello.pending.map((m) => m.order));
    this.share(hello.copy, hello.heads);
    return hello;
  }

  put({ attempt, question, answer, final = false, certainty = null, digest }) {
    this.order = Math.max(this.order + 1, Date.now());
    return this.outbox.put({
      do: "put", id: newId(), order: this.order, activity: this.activity, learner: this.hello.learner,
      attempt, question, answer, final, certainty, digest,
    });
  }

  start(attempt) {
    return this.ask({ do: "start", attempt });
  }

  hear(message) {
    if (message.record) {
      this.share([message.record], message.heads);
      this.tell("record", message);
    }
    if (message.push) this.tell(message.push, message);
    if (message.re === undefined) return;
    const asked = this.asked.get(message.re);
    if (asked) {
      this.asked.delete(message.re);
      asked(message);
    }
    this.outbox?.hear(message);
  }

  refresh() {
    const { waiting, late, problem } = this.outbox;
    this.problem = problem;
    const status = waiting.size > 0 ? (late ? "waiting" : "saving") : problem ? "refused" : "saved";
    this.status = status;
    this.tell("status", { status, problem });
  }
}

export async function render({ model, el, lib }) {
  const desk = new Desk({ model, el, lib });
  el.classList.add("bc-view");
  const hear = (message) => desk.hear(message);
  model.on("msg:custom", hear);
  const late = setTimeout(() => {
    el.textContent = desk.words("main.waiting");
  }, PATIENCE);
  let view = null;
  let gone = false;
  const opening = (async () => {
    const [hello, module] = await Promise.all([desk.open(), lib.load(model.get("view"))]);
    clearTimeout(late);
    if (gone) return;
    el.replaceChildren();
    view = await module.default.render({ el, hello, desk });
    if (gone) {
      view?.destroy?.();
      return;
    }
    el.dataset.ready = "true";
    if (hello.pending.length) {
      desk.outbox.resend();
      desk.outbox.plan();
      desk.refresh();
    }
  })();
  // A failure here is a defect of the course, not of the learner's: it goes to the console for whoever looks after it.
  opening.catch((error) => {
    clearTimeout(late);
    console.error(error);
    el.textContent = desk.words("main.broken");
  });
  return () => {
    gone = true;
    clearTimeout(late);
    model.off("msg:custom", hear);
    desk.outbox?.close();
    view?.destroy?.();
  };
}
