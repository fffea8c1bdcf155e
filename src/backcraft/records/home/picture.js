// A picture of progress, drawn when asked for: three bars a lesson, the same in words and as a table.
import { el, svg, uid } from "../../widgets/js/dom.js";
import { MEASURES, measures } from "./lessons.js";

const WIDTH = 640;
const LEFT = 16;
const BAR = { width: 420, height: 12, gap: 6 };
const HEAD = 30;
const ROW = HEAD + 3 * (BAR.height + BAR.gap) + 18;

// What a screen reader says in the picture's place.
export function said(lessons, words) {
  return lessons.map((lesson) => [`${lesson.title}:`, measures(lesson).map((m) => words(`home.${m.key}`, m)).join(", ")].join(" ")).join(". ");
}

function draw(lessons, words) {
  const rows = lessons.map((lesson, i) => {
    const y = i * ROW;
    const bars = measures(lesson).map((m, k) => {
      const top = y + HEAD + k * (BAR.height + BAR.gap);
      return [
        svg("rect", { class: "bc-home-groove", x: LEFT, y: top, width: BAR.width, height: BAR.height, rx: 3 }),
        m.n ? svg("rect", { class: "bc-home-fill", "data-measure": m.key, x: LEFT, y: top, width: Math.max(4, (BAR.width * m.n) / m.of), height: BAR.height, rx: 3 }) : null,
        svg("text", { class: "bc-home-value", x: LEFT + BAR.width + 10, y: top + BAR.height - 1.5 }, words(`home.${m.key}`, m)),
      ];
    });
    return [svg("text", { class: "bc-home-name", x: LEFT, y: y + 20 }, lesson.title), ...bars.flat()];
  });
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${lessons.length * ROW}`, role: "img", "aria-label": said(lessons, words), class: "bc-home-drawing" }, ...rows.flat());
}

function table(lessons, words) {
  const heads = [words("home.lesson"), ...MEASURES.map(({ key }) => words(`home.column.${key}`))];
  const cell = (lesson, key) => {
    const found = measures(lesson).find((m) => m.key === key);
    return found ? words("home.of", found) : "–";
  };
  return el("details", { class: "bc-home-table" }, el("summary", null, words("home.as_table")),
    el("div", { class: "bc-home-scroll", tabindex: 0, role: "region", "aria-label": words("home.picture") }, el("table", null,
      el("thead", null, el("tr", null, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", null, lessons.map((lesson) => el("tr", null, el("th", { scope: "row" }, lesson.title),
        MEASURES.map(({ key }) => el("td", null, cell(lesson, key)))))))));
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
    place.replaceChildren(...(wanted ? [el("figure", null, el("figcaption", null, words("home.picture")), draw(lessons, words)), table(lessons, words)] : []));
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
