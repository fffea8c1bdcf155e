// The picture of a learner's reasoning: decisions given and due, two rates, and how well "sure" was meant.
import { announcer, el, keepKeys, svg, uid } from "../widgets/js/dom.js";

const CELL = 56;
const LEFT = 162;
const TOP = 52;

function label(x, y, text, more = {}) {
  return svg("text", { x, y, ...more }, text);
}

function table({ picture, decisions }, words) {
  const most = Math.max(1, ...decisions.flatMap((due) => decisions.map((given) => picture.table[due][given])));
  const width = LEFT + CELL * decisions.length + 4;
  const rows = decisions.flatMap((due, i) => [
    label(0, TOP + CELL * i + CELL / 2 + 6, `${i + 1} ${words(`case.decision.${due}`)}`, { class: "bc-reason-name" }),
    ...decisions.map((given, j) => {
      const n = picture.table[due][given];
      const kind = i === j ? "right" : j < i ? "milder" : "over";
      const x = LEFT + CELL * j;
      const y = TOP + CELL * i;
      return svg("g", { class: "bc-reason-cell", data: { kind } },
        svg("rect", { x: x + 2, y: y + 2, width: CELL - 4, height: CELL - 4, rx: 8, style: `--bc-share: ${Math.round(12 + 58 * (n / most))}%`, class: n ? "bc-reason-full" : "bc-reason-empty" }),
        n ? label(x + CELL / 2, y + CELL / 2 + 7, String(n), { class: "bc-reason-count" }) : null);
    }),
  ]);
  return svg("svg", { viewBox: `0 0 ${width} ${TOP + CELL * decisions.length + 4}`, class: "bc-reason-picture", "aria-hidden": "true", focusable: "false" },
    label(0, TOP - 12, words("reasoning.due"), { class: "bc-reason-axis" }), label(LEFT, 18, words("reasoning.given"), { class: "bc-reason-axis" }),
    decisions.map((_, j) => label(LEFT + CELL * j + CELL / 2, TOP - 12, String(j + 1), { class: "bc-reason-column" })), rows);
}

// A rate as a dot with its interval, on a line from 0 to 100 in a hundred.
function rate(r, kind) {
  const at = (share) => 8 + share * 304;
  return svg("svg", { viewBox: "0 0 320 40", class: "bc-reason-rate", data: { kind }, "aria-hidden": "true", focusable: "false" },
    svg("line", { x1: at(0), x2: at(1), y1: 14, y2: 14, class: "bc-reason-scale" }),
    r.of ? [svg("line", { x1: at(r.low), x2: at(r.high), y1: 14, y2: 14, class: "bc-reason-interval" }),
      svg("circle", { cx: at(r.count / r.of), cy: 14, r: 6, class: "bc-reason-dot" })] : [],
    [0, 50, 100].map((n) => label(at(n / 100), 36, String(n), { class: "bc-reason-tick", "text-anchor": n === 0 ? "start" : n === 100 ? "end" : "middle" })));
}

function numbers({ picture, decisions }, words) {
  return el("div", { class: "bc-reason-scroll", tabindex: 0, role: "group", "aria-label": words("reasoning.table") },
    el("table", { class: "bc-reason-table" }, el("caption", null, words("reasoning.table")),
      el("thead", null, el("tr", null, el("th", { scope: "col" }, words("reasoning.due")), decisions.map((d) => el("th", { scope: "col" }, words(`case.decision.${d}`))))),
      el("tbody", null, decisions.map((due) => el("tr", null, el("th", { scope: "row" }, words(`case.decision.${due}`)),
        decisions.map((given) => el("td", null, String(picture.table[due][given]))))))));
}

function part(title, ...children) {
  return el("section", { class: "bc-reason-part" }, el("h4", { class: "bc-case-heading" }, title), ...children);
}

class Reasoning {
  constructor({ hello, desk }) {
    Object.assign(this, { desk, words: desk.words });
    const title = uid("reasoning");
    this.voice = announcer();
    this.body = el("div", { class: "bc-reason-body" });
    this.node = keepKeys(el("section", { class: "bc bc-reason", "aria-labelledby": title },
      el("h3", { class: "bc-title", id: title }, this.words("reasoning.title")), el("p", { class: "bc-how" }, this.words("reasoning.about")),
      hello.problem ? el("p", { class: "bc-problem", role: "alert" }, hello.problem) : null, this.body,
      el("div", { class: "bc-actions bc-screen-only" }, el("button", { type: "button", class: "bc-button", onclick: () => this.again() }, this.words("reasoning.again"))),
      this.voice.node));
    this.paint(hello.props);
  }

  paint(props) {
    const { words } = this;
    const [first, ...lines] = props.words;
    if (!props.enough) {
      this.body.replaceChildren(el("p", null, first));
      return;
    }
    const { picture } = props;
    this.body.replaceChildren(
      el("p", null, first, " ", lines[0]),
      part(words("reasoning.decisions"), table(props, words), el("p", { class: "bc-how" }, words("reasoning.decisions.how")),
        el("details", { class: "bc-sources" }, el("summary", null, words("reasoning.numbers")), numbers(props, words))),
      part(words("reasoning.rates"), el("p", null, lines[1]), rate(picture.missed_danger, "wrong"), el("p", null, lines[2]), rate(picture.over_refusal, "over"),
        el("p", { class: "bc-how" }, words("reasoning.interval"))),
      part(words("reasoning.certainty"), el("ul", { class: "bc-dots" }, ["1", "2", "3"].filter((n) => picture.certainty[n].of).map((n) =>
        el("li", null, words("reasoning.sure", { sure: words(`case.sure.${n}`), n: picture.certainty[n].count, of: picture.certainty[n].of }), rate(picture.certainty[n], "sure"))))),
      part(words("reasoning.unasked"), props.unasked.length
        ? el("ul", { class: "bc-dots" }, props.unasked.map((u) => el("li", null, words("reasoning.unasked.one", { label: u.label, n: u.count, of: u.of }))))
        : el("p", null, words("reasoning.unasked.none"))));
  }

  async again() {
    const reply = await this.desk.start(1);
    if (reply.problem) this.voice.say(reply.problem);
    else {
      this.paint(reply.props);
      this.voice.say(reply.props.words.slice(0, 2).join(" "));
    }
  }

  destroy() {}
}

function render({ el: root, hello, desk }) {
  const view = new Reasoning({ hello, desk });
  root.replaceChildren(view.node);
  return view;
}

export default { render };
