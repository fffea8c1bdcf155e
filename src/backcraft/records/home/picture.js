// A picture of progress, drawn when asked for: three bars a lesson, the same in words and as a table.
import { el, svg, uid } from "../../widgets/js/dom.js";
import { MEASURES, measures } from "./lessons.js";

const WIDEST = 720;
const NARROW = 520;
const LINE = 22;
const BAR = 12;
const HEAD = 30;

// What a screen reader says in the picture's place.
export function said(lessons, words) {
  return lessons.map((lesson) => [`${lesson.title}:`, measures(lesson).map((m) => words(`home.${m.key}`, m)).join(", ")].join(" ")).join(". ");
}

// Drawn for the room there is: beside each bar what it says, or above it where the page is narrow.
function draw(lessons, words, room) {
  const width = Math.min(WIDEST, Math.max(280, room || WIDEST));
  const narrow = width < NARROW;
  const bar = narrow ? width : width - 190;
  const step = narrow ? LINE + BAR + 8 : LINE;
  const nodes = [];
  let y = 0;
  for (const lesson of lessons) {
    nodes.push(svg("text", { class: "bc-home-name", x: 0, y: y + 18 }, lesson.title));
    y += HEAD;
    for (const m of measures(lesson)) {
      const top = y + (narrow ? LINE - 4 : (LINE - BAR) / 2);
      nodes.push(
        svg("rect", { class: "bc-home-groove", x: 0, y: top, width: bar, height: BAR, rx: 3 }),
        m.n ? svg("rect", { class: "bc-home-fill", "data-measure": m.key, x: 0, y: top, width: Math.max(4, (bar * m.n) / m.of), height: BAR, rx: 3 }) : null,
        svg("text", { class: "bc-home-value", x: narrow ? 0 : bar + 12, y: narrow ? y + 12 : top + BAR - 1 }, words(`home.${m.key}`, m)));
      y += step;
    }
    y += 16;
  }
  const box = `0 0 ${width} ${y - 12}`;
  return svg("svg", { viewBox: box, role: "img", "aria-label": said(lessons, words), class: "bc-home-drawing" }, ...nodes);
}

function table(lessons, words) {
  // A course without cases has no column for them.
  const columns = MEASURES.filter(({ key }) => lessons.some((lesson) => measures(lesson).some((m) => m.key === key)));
  const heads = [words("home.lesson"), ...columns.map(({ key }) => words(`home.column.${key}`))];
  const cell = (lesson, key) => {
    const found = measures(lesson).find((m) => m.key === key);
    return found ? words("home.of", found) : "–";
  };
  return el("details", { class: "bc-home-table" }, el("summary", null, words("home.as_table")),
    el("div", { class: "bc-home-scroll", tabindex: 0, role: "region", "aria-label": words("home.picture") }, el("table", null,
      el("thead", null, el("tr", null, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", null, lessons.map((lesson) => el("tr", null, el("th", { scope: "row" }, lesson.title),
        columns.map(({ key }) => el("td", null, cell(lesson, key)))))))));
}

export function createPicture(words) {
  const id = uid("picture");
  const place = el("div", { id, hidden: true });
  const button = el("button", { type: "button", class: "bc-button", "aria-expanded": "false", "aria-controls": id, onclick: () => show(place.hidden) });
  const node = el("section", { class: "bc-home-picture" }, el("div", { class: "bc-actions bc-screen-only" }, button), place);
  let lessons = [];

  function show(wanted) {
    place.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
    button.textContent = words(wanted ? "home.hide" : "home.show");
    place.replaceChildren(...(wanted ? [el("figure", null, el("figcaption", null, words("home.picture")), draw(lessons, words, node.clientWidth)), table(lessons, words)] : []));
  }

  return {
    node,
    take(props) {
      lessons = props.lessons;
      // Before anything is done there is nothing to draw.
      node.hidden = !lessons.some((lesson) => lesson.last);
      show(!place.hidden && !node.hidden);
    },
  };
}
