import { el, markdown, uid } from "../../widgets/js/dom.js";
import { choice } from "../../widgets/js/parts.js";

// Shown when fewer characters than this are left.
const NEAR = 500;

function create(item, desk, { labelledby }) {
  const roomId = uid("room");
  const room = el("p", { class: "bc-how", id: roomId });
  const area = el("textarea", {
    class: "bc-field bc-wide", rows: item.lines, maxlength: item.longest, "aria-labelledby": labelledby, "aria-describedby": roomId,
    oninput: () => {
      tell();
      desk.changed({ typing: true });
    },
    onchange: () => desk.changed(),
  });
  const lines = el("div", { class: "bc-paper-lines", "aria-hidden": "true" }, Array.from({ length: item.lines }, () => el("div")));
  const node = el("div", { class: "bc-long" }, area, room, lines);

  function tell() {
    const left = item.longest - area.value.length;
    room.textContent = left < NEAR ? desk.words("free_text.left", { left }) : "";
    node.classList.toggle("bc-given", area.value !== "");
  }

  // The ticks are for the learner alone and are not kept: the words say so.
  function compare(points) {
    const count = el("p", { class: "bc-how", role: "status" });
    const boxes = points.map((point) => choice({ type: "checkbox", name: uid("point"), value: point.part, text: point.text, onchange: show }));
    function show() {
      count.textContent = desk.words("free_text.ticked", { n: boxes.filter((b) => b.input.checked).length, of: boxes.length });
    }
    return el("fieldset", { class: "bc-compare" }, el("legend", null, desk.words("free_text.points")),
      el("p", { class: "bc-how" }, desk.words("free_text.ticks")), boxes.map((b) => b.node), count);
  }

  return {
    node,
    empty: desk.words("free_text.first"),
    get: () => (area.value.trim() ? { text: area.value } : null),
    set(answer) {
      area.value = answer?.text ?? "";
      tell();
    },
    lock(feedback) {
      const side = (title, body, kind) => el("div", { class: `bc-side ${kind}` }, el("h5", null, title), body);
      const mine = side(desk.words("parts.yours"), el("p", { class: "bc-verbatim" }, area.value), "bc-mine");
      const model = feedback?.model ? side(desk.words("free_text.model"), el("div", null, markdown(feedback.model.text)), "bc-model") : null;
      const points = (feedback?.notes ?? []).filter((note) => note.state === "info");
      node.replaceChildren(el("div", { class: "bc-sides" }, mine, model));
      if (points.length) node.append(compare(points));
    },
    focus: () => area.focus(),
  };
}

export default { create };
