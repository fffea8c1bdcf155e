// The learner's own work: take it along in one file, bring such a file in, remove it from this computer.
import { el, goTo, uid } from "../../widgets/js/dom.js";

const ENDING = ".backcraft";
// As desk.py: a file travels in parts. Between large parts the connection is given time; it drops what comes too fast.
const PART = 256 * 1024;
const PAUSE = 400;
const MOST = 64 * 1024 * 1024;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function bytes(text) {
  const raw = atob(text);
  return Uint8Array.from({ length: raw.length }, (_, i) => raw.charCodeAt(i));
}

function base64(part) {
  let raw = "";
  for (let i = 0; i < part.length; i += 0x8000) raw += String.fromCharCode(...part.subarray(i, i + 0x8000));
  return btoa(raw);
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

function hand(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// Removes what this browser still holds of a learner: answers that were waiting to be saved.
export function clearWaiting(learner, storage) {
  const prefix = `backcraft:outbox:${learner}:`;
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key.startsWith(prefix));
  keys.forEach((key) => storage.removeItem(key));
  return keys.length;
}

export function createWork({ desk, words, learner, changed, certificate }) {
  const line = () => el("p", { class: "bc-home-line", role: "status" });
  const lines = { certificate: line(), take: line(), bring: line(), remove: line() };
  const say = (where, content, bad = false) => {
    lines[where].dataset.bad = String(bad);
    lines[where].replaceChildren(...[content].flat());
  };

  // What goes wrong between is a sentence too, and not silence.
  const doing = (where, f) => async () => {
    for (const each of Object.keys(lines)) say(each, "");
    try {
      await f();
    } catch (error) {
      console.error(error);
      say(where, words("home.failed"), true);
    }
  };

  async function pack() {
    say("take", words("home.take.packing"));
    const about = await desk.ask({ do: "pack" });
    if (about.problem) {
      say("take", about.problem, true);
      return;
    }
    const parts = [];
    for (let number = 0; number < about.parts; number += 1) {
      if (number) await pause(PAUSE);
      const part = await desk.ask({ do: "part", number });
      if (part.problem) {
        say("take", part.problem, true);
        return;
      }
      parts.push(bytes(part.data));
    }
    const name = `backcraft-answers-${today()}${ENDING}`;
    hand(new Blob(parts, { type: "application/octet-stream" }), name);
    say("take", words("home.take.done", { n: about.answers, name }));
  }

  // What is here already stands under another id: only the learner knows whether it is theirs too.
  function askMine(file, n) {
    const title = el("h4", null, words("home.mine.title"));
    const done = () => {
      mine.hidden = true;
      mine.replaceChildren();
      buttons[1].focus();
    };
    const both = async () => {
      done();
      await bring(file, true);
    };
    mine.replaceChildren(title, el("p", null, words("home.mine.how", { n })), el("div", { class: "bc-actions" },
      el("button", { type: "button", class: "bc-button bc-main", onclick: () => { done(); say("bring", words("home.mine.kept")); } }, words("home.mine.no")),
      el("button", { type: "button", class: "bc-button", onclick: doing("bring", both) }, words("home.mine.yes"))));
    mine.hidden = false;
    goTo(title);
  }

  async function bring(file, join = false) {
    say("bring", words("home.bring.reading"));
    if (file.size > MOST) {
      say("bring", words("home.bring.large"), true);
      return;
    }
    const whole = new Uint8Array(await file.arrayBuffer());
    const parts = Math.max(1, Math.ceil(whole.length / PART));
    let reply = null;
    for (let number = 0; number < parts; number += 1) {
      const data = base64(whole.subarray(number * PART, (number + 1) * PART));
      reply = await desk.ask({ do: "unpack", number, parts, data, name: file.name, join });
      if (reply.problem) {
        say("bring", reply.problem, true);
        return;
      }
    }
    await changed();
    if (reply.apart) {
      say("bring", "");
      askMine(file, reply.apart);
      return;
    }
    if (!reply.came.length) say("bring", words("home.bring.nothing"));
    else {
      say("bring", [el("span", null, words("home.bring.came")), el("ul", null, reply.came.map((one) => el("li", null,
        words("home.bring.one", { ...one, title: one.title ?? words("home.bring.elsewhere") }))))]);
    }
  }

  const chooser = el("input", { type: "file", accept: ENDING, hidden: true, onchange: () => {
    const [file] = chooser.files;
    if (file) doing("bring", () => bring(file))().then(() => { chooser.value = ""; });
  } });

  const mine = el("div", { class: "bc-home-asking", data: { kind: "mine" }, hidden: true });
  const asking = el("div", { class: "bc-home-asking", hidden: true });
  const close = () => {
    asking.hidden = true;
    asking.replaceChildren();
    removeButton.focus();
  };

  // Asks once, and then once more.
  function ask(step, found) {
    const title = el("h4", null, words(`home.remove.title.${step}`));
    const button = (key, onclick, kind = "") => el("button", { type: "button", class: `bc-button ${kind}`, onclick }, words(key));
    const keep = button("home.remove.keep", close, step === 2 ? "bc-main" : "");
    const content = step === 1
      ? [el("p", null, words("home.remove.what")),
        el("ul", { class: "bc-home-points" }, ["answers", "copies", "waiting"].map((key) => el("li", null, words(`home.remove.${key}`, found)))),
        el("p", null, words("home.remove.stays")),
        el("p", null, words("home.remove.others")),
        el("div", { class: "bc-actions" }, button("home.take.button", doing("take", pack)), keep, button("home.remove.on", () => ask(2, found), "bc-home-danger"))]
      : [el("p", null, words("home.remove.sure", found)),
        el("div", { class: "bc-actions" }, keep, button("home.remove.yes", doing("remove", erase), "bc-home-danger"))];
    asking.replaceChildren(title, ...content);
    asking.hidden = false;
    goTo(title);
  }

  async function begin() {
    const found = await desk.ask({ do: "erasable" });
    if (found.problem) say("remove", found.problem, true);
    else ask(1, found);
  }

  async function erase() {
    const who = learner();
    const reply = await desk.ask({ do: "erase", learner: who });
    if (reply.problem) {
      say("remove", reply.problem, true);
      return;
    }
    try {
      clearWaiting(who, localStorage);
    } catch {
      // A browser that keeps nothing for pages has nothing of the learner's either.
    }
    asking.hidden = true;
    asking.replaceChildren();
    await changed();
    say("remove", words("home.remove.done", { n: reply.answers }));
    goTo(lines.remove);
  }

  const button = (key, onclick) => el("button", { type: "button", class: "bc-button", onclick }, words(key));
  async function certify() {
    const problem = await certificate();
    if (problem) say("certificate", problem, true);
  }

  const certifyButton = button("home.certificate.button", doing("certificate", certify));
  const buttons = [
    button("home.take.button", doing("take", pack)),
    button("home.bring.button", () => chooser.click()),
    button("home.remove.button", doing("remove", begin)),
  ];
  const [, , removeButton] = buttons;
  const part = (name, control, ...more) => el("li", null,
    el("div", { class: "bc-home-text" }, el("h3", null, words(`home.${name}.title`)), el("p", null, words(`home.${name}.how`))), control, ...more);
  const id = uid("work");
  const node = el("section", { class: "bc-home-work bc-screen-only", "aria-labelledby": id },
    el("h2", { id }, words("home.work")),
    el("p", null, words("home.kept")),
    el("ul", null,
      part("certificate", certifyButton, lines.certificate),
      part("take", buttons[0], lines.take),
      part("bring", buttons[1], chooser, mine, lines.bring),
      part("paper", null),
      part("remove", buttons[2], asking, lines.remove)));
  return {
    node,
    back: () => certifyButton.focus(),
    usable(able) {
      for (const one of [certifyButton, ...buttons]) one.disabled = !able;
    },
  };
}
