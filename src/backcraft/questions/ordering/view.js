import { announcer, el, glide, inline, plain } from "../../widgets/js/dom.js";
import { icon, notesByPart, part, parts } from "../../widgets/js/parts.js";

function create(item, desk, { labelledby }) {
  const voice = announcer();
  const texts = new Map(item.items.map((step) => [step.id, step.text]));
  const steps = item.items.map(step);
  const list = el("ol", { class: "bc-order", "aria-labelledby": labelledby }, steps);
  const node = el("div", { class: "bc-ordering" }, el("p", { class: "bc-how" }, desk.words("ordering.how")), list, voice.node);
  let moved = false;

  const order = () => [...list.children].map((row) => row.dataset.id);

  function button(way, text) {
    return el("button", {
      type: "button", class: "bc-button bc-square", data: { way },
      "aria-label": desk.words(`ordering.${way}`, { text }),
      onclick: (event) => move(event.currentTarget.closest("li"), way === "up" ? -1 : 1),
    }, icon(way));
  }

  function step({ id, text }) {
    const grip = el("span", { class: "bc-grip", "aria-hidden": "true", onpointerdown: drag }, icon("grip"));
    return el("li", { data: { id } }, grip, el("span", { class: "bc-order-text" }, inline(text)),
      el("span", { class: "bc-order-buttons" }, button("up", plain(text)), button("down", plain(text))));
  }

  // Moves the neighbour and not the row itself, so that the keyboard and the pointer stay where they are.
  function swap(row, by) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return false;
    glide([row, other], () => (by < 0 ? row.after(other) : row.before(other)));
    ends();
    return true;
  }

  function move(row, by) {
    const text = plain(texts.get(row.dataset.id));
    const done = swap(row, by);
    const place = order().indexOf(row.dataset.id) + 1;
    voice.say(desk.words(done ? "ordering.moved" : "ordering.end", { text, place, of: steps.length }));
    if (done) settle();
  }

  function settle() {
    moved = true;
    node.classList.add("bc-given");
    desk.changed();
  }

  // The first cannot go up, the last cannot go down. They can still be reached, so that focus is never lost.
  function ends() {
    const rows = [...list.children];
    rows.forEach((row, i) => {
      row.querySelector('[data-way="up"]').setAttribute("aria-disabled", String(i === 0));
      row.querySelector('[data-way="down"]').setAttribute("aria-disabled", String(i === rows.length - 1));
    });
  }

  function drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const grip = event.currentTarget;
    const row = grip.closest("li");
    const before = order().join();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("bc-held");
    // By the layout, not by what is drawn: a row that still glides is not where it belongs.
    const middle = (other) => list.getBoundingClientRect().top + other.offsetTop + other.offsetHeight / 2;
    const over = ({ clientY }) => {
      while (row.previousElementSibling && clientY < middle(row.previousElementSibling)) swap(row, -1);
      while (row.nextElementSibling && clientY > middle(row.nextElementSibling)) swap(row, 1);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", over);
      row.classList.remove("bc-held");
      if (order().join() !== before) settle();
    };
    grip.addEventListener("pointermove", over);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  }

  ends();
  return {
    node,
    empty: desk.words("ordering.first"),
    get: () => (moved ? { order: order() } : null),
    set(answer) {
      const known = (answer?.order ?? []).filter((id) => texts.has(id));
      moved = known.length === steps.length;
      node.classList.toggle("bc-given", moved);
      const rows = new Map(steps.map((row) => [row.dataset.id, row]));
      list.append(...(moved ? known : item.items.map((s) => s.id)).map((id) => rows.get(id)));
      ends();
    },
    lock(feedback) {
      const notes = notesByPart(feedback);
      const due = feedback?.model?.order ?? [];
      const rows = order().map((id) => {
        const note = notes.get(id);
        return part({
          state: note?.state,
          word: note && desk.words(note.state === "wrong" ? "ordering.wrong" : `parts.${note.state}`, { place: due.indexOf(id) + 1 }),
          text: texts.get(id),
          note: note?.text,
        });
      });
      node.replaceChildren(parts(desk.words("ordering.yours"), rows, true));
      if (due.length && feedback.score < 1) {
        node.append(el("h5", { class: "bc-minor" }, desk.words("ordering.right")),
          el("ol", { class: "bc-right-order" }, due.map((id) => el("li", null, inline(texts.get(id))))));
      }
    },
    focus: () => list.querySelector("button").focus(),
  };
}

export default { create };
