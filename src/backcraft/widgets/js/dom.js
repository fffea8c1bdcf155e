// Small helpers that every view builds its page with. Content is only ever put in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";
const page = Math.random().toString(36).slice(2, 8);
let count = 0;

// An id that is used once in the page.
export function uid(word = "bc") {
  count += 1;
  return `${word}-${page}-${count}`;
}

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// el("p", {class: "bc-note", onclick: f, data: {state: "right"}, hidden: true}, "text", node, [nodes], null)
export function el(tag, attributes, ...children) {
  return put(document.createElement(tag), attributes, children);
}

// The same for drawings.
export function svg(tag, attributes, ...children) {
  return put(document.createElementNS(SVG, tag), attributes, children);
}

// *emphasis*, **strong** and \* for a star; everything else is shown as it is written.
export function inline(text) {
  const whole = document.createDocumentFragment();
  const marks = /\\([*\\])|\*\*(?=\S)([^]*?\S)\*\*|\*(?=\S)([^*]*?[^\s*])\*/g;
  let from = 0;
  for (const found of text.matchAll(marks)) {
    whole.append(text.slice(from, found.index));
    if (found[1]) whole.append(found[1]);
    else if (found[2]) whole.append(el("strong", null, inline(found[2])));
    else whole.append(el("em", null, inline(found[3])));
    from = found.index + found[0].length;
  }
  whole.append(text.slice(from));
  return whole;
}

// Paragraphs of inline(); a blank line parts them.
export function markdown(text) {
  const whole = document.createDocumentFragment();
  for (const paragraph of text.trim().split(/\n\s*\n/)) whole.append(el("p", null, inline(paragraph)));
  return whole;
}

// The same text without its marks, for names that a screen reader speaks.
export function plain(text) {
  return inline(text).textContent;
}

// A line that only screen readers meet. say(text) speaks it politely, also when it says the same as before.
export function announcer() {
  const node = el("div", { class: "bc-hidden", role: "status" });
  return { node, say: (text) => node.replaceChildren(el("span", null, text)) };
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Runs change() and lets the nodes glide from where they were to where they are, unless motion is unwanted.
export function glide(nodes, change) {
  const before = nodes.map((node) => node.getBoundingClientRect().top);
  change();
  if (calm()) return;
  nodes.forEach((node, i) => {
    const by = before[i] - node.getBoundingClientRect().top;
    if (by) node.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 180, easing: "ease-out" });
  });
}

// Puts the keyboard on a node that is not a control, and brings it into view.
export function goTo(node) {
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

// Keeps keys typed in a view from becoming the notebook's shortcuts.
export function keepKeys(node) {
  node.dataset.lmSuppressShortcuts = "true";
  node.addEventListener("keydown", (event) => event.stopPropagation());
  return node;
}
