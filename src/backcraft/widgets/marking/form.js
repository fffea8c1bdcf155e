// What a person makes of one answer: the points found, the mark, and a comment.
import { el, uid } from "../js/dom.js";
import { choice } from "../js/parts.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function createForm({ words, longest, changed }) {
  let asked = { points: [], comments: [] };
  let most = 1;
  let unmarked = false; // what is said to a client gets a comment and no mark
  let before = null; // what is kept, or on its way
  let boxes = [];
  let ticked = false; // whether the points were looked at
  const markId = uid("mark");
  const commentId = uid("comment");
  const ofId = uid("of");
  const points = el("div", { class: "bc-choices" });
  const legend = el("legend", null, words("desk.points"));
  const rubric = el("fieldset", { class: "bc-desk-points" }, legend, points);
  const mark = el("input", { class: "bc-field bc-desk-mark", id: markId, type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": ofId, oninput: () => tell() });
  const of = el("span", { id: ofId });
  const comment = el("textarea", { class: "bc-field bc-wide", id: commentId, rows: 3, maxlength: longest, dir: "auto", oninput: () => tell() });
  const used = el("div", { class: "bc-desk-used" });
  const line = el("p", { class: "bc-desk-line" }, el("label", { for: markId }, words("desk.mark")), mark, of);
  const clearing = el("button", { type: "button", class: "bc-button bc-quiet", onclick: () => {
    mark.value = "";
    tell();
    mark.focus();
  } }, words("desk.take_back"));
  const node = el("div", { class: "bc-side bc-desk-form" }, rubric,
    line,
    el("p", { class: "bc-desk-label" }, el("label", { for: commentId }, words("desk.comment"))), comment, used);

  function number() {
    const text = mark.value.trim().replace(",", ".");
    return text === "" ? null : /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : NaN;
  }

  function get() {
    return { mark: number(), found: ticked ? boxes.flatMap((box, i) => (box.input.checked ? [i] : [])) : null, comment: comment.value.trim() };
  }

  function tell() {
    mark.setAttribute("aria-invalid", String(problem() !== null));
    changed();
  }

  function problem({ needed = false } = {}) {
    const value = number();
    if (unmarked) return null;
    if (value === null) return needed && before?.mark === null ? words("desk.mark_first") : null;
    return value >= 0 && value <= most ? null : words("desk.mark_range", { of: most });
  }

  // The mark that the ticks come to, in quarters, with the whole only for all of them.
  function propose() {
    const found = boxes.filter((box) => box.input.checked).length;
    const share = (found / boxes.length) * most;
    if (!unmarked) mark.value = String(found === boxes.length ? most : Math.min(Math.round(share * 4) / 4, most));
    ticked = true;
    tell();
  }

  function offer() {
    const list = asked.comments.slice(0, 8).map((text) => el("li", null, el("button", { type: "button", class: "bc-desk-again", onclick: () => {
      comment.value = comment.value.trim() ? `${comment.value.trim()}\n${text}` : text;
      tell();
      comment.focus();
    } }, text)));
    used.replaceChildren(...(list.length ? [el("h5", null, words("desk.used")), el("ul", null, list)] : []));
  }

  return {
    node, get, problem, clearing, offer,
    show(item, question) {
      asked = question;
      most = item.of;
      unmarked = item.words;
      line.hidden = unmarked;
      ticked = item.found !== null;
      boxes = question.points.map((text, i) => choice({ type: "checkbox", name: uid("point"), value: String(i), checked: ticked && item.found.includes(i), onchange: propose,
        text: el("span", null, i < 9 ? el("kbd", { "aria-hidden": "true" }, String(i + 1)) : null, " ", text) }));
      rubric.hidden = boxes.length === 0;
      points.replaceChildren(...boxes.map((box) => box.node));
      mark.value = item.mark === null ? "" : String(item.mark);
      of.textContent = words("desk.of", { of: most });
      comment.value = item.comment;
      clearing.hidden = item.mark === null;
      before = get();
      mark.setAttribute("aria-invalid", "false");
      offer();
    },
    // Puts in what was given before and could not be kept.
    fill(answer) {
      for (const [i, box] of boxes.entries()) box.input.checked = answer.found?.includes(i) ?? false;
      ticked = answer.found !== null;
      mark.value = answer.mark === null ? "" : String(answer.mark);
      comment.value = answer.comment;
    },
    changed: () => before !== null && !same(before, get()),
    settle() {
      before = get();
    },
    // What was on its way was refused: it counts as changed again.
    unsettle() {
      before = {};
    },
    // Ticks one point the other way, or all of them.
    tick(at, on) {
      if (!boxes.length) return;
      for (const [i, box] of boxes.entries()) {
        if (at === null) box.input.checked = on;
        else if (i === at) box.input.checked = !box.input.checked;
      }
      propose();
    },
    count: () => boxes.length,
    focus: () => (unmarked ? comment.focus() : mark.select()),
    comment: () => comment.focus(),
  };
}
