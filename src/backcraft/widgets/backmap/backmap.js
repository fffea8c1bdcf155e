// The back as a set of controls: point at areas in the drawing, or tick them in a list; both say the same.
import { el, keepKeys, svg, uid } from "../js/dom.js";

const DRAWING = "widgets/backmap/backmap.svg";
const SIGNS = { right: "M-4.5 .5l3 3 6-7", wrong: "M-3.5-3.5l7 7M3.5-3.5l-7 7", missed: "M-4.5 0h8M.5-3.5L4 0 .5 3.5", chosen: "M-4.5 .5l3 3 6-7" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The place to go to from `from` in the direction [dx, dy]: near, and more ahead than aside. Places are {at: [x, y]}.
export function nearest(from, places, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const place of places) {
    const x = place.at[0] - from.at[0];
    const y = place.at[1] - from.at[1];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead < 4 || aside > 2.5 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}

// The drawing as nodes. Its ids are made anew, since one page may hold many maps.
function inlined(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (parsed.localName !== "svg") throw new Error("the back map's drawing is not SVG");
  const drawing = document.importNode(parsed, true);
  drawing.querySelector("title")?.remove();
  const prefix = uid("map");
  for (const node of drawing.querySelectorAll("[id]")) node.id = `${prefix}-${node.id}`;
  for (const node of drawing.querySelectorAll("[fill^='url(#'], [mask^='url(#']")) {
    for (const name of ["fill", "mask"]) {
      const value = node.getAttribute(name);
      if (value?.startsWith("url(#")) node.setAttribute(name, value.replace("url(#", `url(#${prefix}-`));
    }
  }
  return { drawing, hatch: `url(#${prefix}-bm-hatch)` };
}

function badge(state, [x, y]) {
  return svg("g", { class: "bm-badge", data: { state }, transform: `translate(${x} ${y})` },
    svg("circle", { r: 9 }), svg("path", { d: SIGNS[state] }));
}

// regions: [{id, name, side, caution?, description?}]; words(key, values) and asset(path) are the desk's.
// many: any number of areas, else one. onToggle(ids) is called when the learner changes the choice. showCautions hatches
// the areas with a caution and explains them on focus: never in a question, where it would give the answer away.
export function createBackMap({ regions, words, asset, many = true, onToggle = () => {}, label = null, labelledby = null, showCautions = false }) {
  const prefix = uid("backmap");
  const chosen = new Set();
  const states = new Map();
  const places = new Map();
  const inputs = new Map();
  const byId = new Map(regions.map((region) => [region.id, region]));
  const nameOf = (id) => byId.get(id)?.name ?? id;
  const cautionOf = (id) => (showCautions ? byId.get(id)?.caution : null) || null;
  const role = many ? "checkbox" : "radio";
  let locked = false;
  let current = null;
  let wantsFocus = false;
  let over = null;
  let root = null;

  const name = el("strong", null);
  const why = el("span", null);
  const now = el("p", { class: "bc-backmap-now", "aria-hidden": "true" }, name, why);
  const said = el("p", { class: "bc-backmap-chosen", "aria-live": "polite" });
  const picture = el("div", { class: "bc-backmap-picture" });
  const hint = el("p", { class: "bc-backmap-hint", id: `${prefix}-hint` }, words("backmap.behind"), " ", el("span", { class: "bc-backmap-keys" }, words("backmap.keys")));
  const legend = showCautions && regions.some((region) => region.caution)
    ? el("p", { class: "bc-backmap-legend" }, el("span", { class: "bc-backmap-swatch", "aria-hidden": "true" }), words("backmap.caution")) : null;
  const named = label ? { "aria-label": label } : { "aria-labelledby": labelledby };

  const rows = regions.map((region) => {
    const input = el("input", { type: role, name: `${prefix}-list`, value: region.id, onchange: () => toggle(region.id) });
    const state = el("span", { class: "bc-backmap-state" });
    inputs.set(region.id, { input, state });
    const note = cautionOf(region.id) ? el("small", null, cautionOf(region.id)) : null;
    return el("label", { class: "bc-choice" }, input, el("span", { class: "bc-choice-text" }, region.name, " ", state, note));
  });
  const list = el("details", { class: "bc-backmap-list" }, el("summary", null, words("backmap.list")),
    el("div", { class: "bc-backmap-rows", role: many ? "group" : "radiogroup", ...named }, rows));
  const node = keepKeys(el("div", { class: "bc-backmap", data: { many: String(many) } }, hint, picture, now, said, legend, list));

  function fullName(id) {
    const state = states.get(id);
    return state ? words("backmap.marked", { name: nameOf(id), state: words(`backmap.${state}`) }) : nameOf(id);
  }

  function refresh() {
    for (const [id, { input, state }] of inputs) {
      input.checked = chosen.has(id);
      input.disabled = locked;
      state.textContent = states.has(id) ? words(`backmap.${states.get(id)}`) : "";
      state.dataset.state = states.get(id) ?? "none";
    }
    for (const [id, { group }] of places) {
      group.setAttribute("aria-checked", String(chosen.has(id)));
      group.setAttribute("aria-label", fullName(id));
      group.tabIndex = id === current ? 0 : -1;
      if (locked) group.setAttribute("aria-disabled", "true");
      group.dataset.state = states.get(id) ?? (chosen.has(id) ? "chosen" : "none");
    }
    over?.signs.replaceChildren(...[...places].filter(([, p]) => p.group.dataset.state !== "none").map(([, p]) => badge(p.group.dataset.state, p.at)));
    const names = regions.filter((region) => chosen.has(region.id)).map((region) => region.name);
    const text = names.length ? words("backmap.chosen", { names: names.join("; ") }) : words("backmap.none");
    if (said.textContent !== text) said.textContent = text;
  }

  // Shows the name of an area under the pointer or the keyboard, and its caution where the view asks for that.
  function show(id) {
    name.textContent = id ? fullName(id) : "";
    why.textContent = (id && cautionOf(id)) || "";
  }

  function toggle(id) {
    if (locked) return refresh();
    if (!many) {
      if (chosen.has(id)) return refresh();
      chosen.clear();
    }
    if (!chosen.delete(id)) chosen.add(id);
    refresh();
    return onToggle([...chosen]);
  }

  function go(id) {
    current = id;
    refresh();
    places.get(id).group.focus({ preventScroll: true });
  }

  function press(event) {
    const id = event.target.dataset?.region;
    if (!places.has(id) || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...places.values()];
    let to = null;
    if (event.key in ARROWS) to = nearest(places.get(id), all, ARROWS[event.key]);
    else if (event.key === "Home") to = all[0];
    else if (event.key === "End") to = all.at(-1);
    else if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === " " || event.key === "Enter") {
      if (!event.repeat) toggle(id);
    } else if (to) go(to.id);
  }

  function ring(id) {
    over.ring.replaceChildren();
    if (!id) return;
    for (const kind of ["bm-ring-back", "bm-ring"]) {
      const copy = places.get(id).shape.cloneNode();
      copy.setAttribute("class", kind);
      over.ring.append(copy);
    }
  }

  function build({ drawing, hatch }) {
    root = drawing;
    drawing.setAttribute("role", many ? "group" : "radiogroup");
    drawing.setAttribute("focusable", "false");
    for (const [key, value] of Object.entries(named)) drawing.setAttribute(key, value);
    drawing.setAttribute("aria-describedby", hint.id);
    for (const part of drawing.querySelectorAll(".bm-body, .bm-anatomy, .bm-side")) part.setAttribute("aria-hidden", "true");
    for (const text of drawing.querySelectorAll("[data-side]")) text.textContent = words(`backmap.${text.dataset.side}_side`);
    const groups = new Map([...drawing.querySelectorAll("[data-region]")].map((group) => [group.dataset.region, group]));
    for (const { id } of regions) {
      const group = groups.get(id);
      if (!group) continue;
      const shape = group.querySelector(".bm-shape");
      places.set(id, { id, group, shape, at: group.dataset.at.split(" ").map(Number) });
      group.setAttribute("role", role);
      group.id = `${prefix}-at-${id}`;
      groups.delete(id);
      if (!cautionOf(id)) continue;
      const lines = shape.cloneNode();
      lines.setAttribute("class", "bm-hatch");
      lines.setAttribute("fill", hatch);
      group.append(lines);
      const text = el("span", { hidden: true, id: `${prefix}-${id}` }, cautionOf(id));
      group.setAttribute("aria-describedby", text.id);
      picture.append(text);
    }
    for (const group of groups.values()) {
      group.classList.add("bm-off");
      group.setAttribute("aria-hidden", "true");
    }
    // Painted from the back to the front, but read from the neck down.
    drawing.setAttribute("aria-owns", [...places.values()].map(({ group }) => group.id).join(" "));
    over = { ring: svg("g", null), signs: svg("g", null) };
    drawing.append(svg("g", { class: "bm-over", "aria-hidden": "true" }, over.ring, over.signs));
    const under = (event) => event.target.closest?.("[data-region]")?.dataset.region;
    drawing.addEventListener("click", (event) => {
      const id = under(event);
      if (!places.has(id)) return;
      go(id);
      toggle(id);
    });
    drawing.addEventListener("keydown", press);
    drawing.addEventListener("pointerover", (event) => event.pointerType === "mouse" && show(places.has(under(event)) ? under(event) : null));
    drawing.addEventListener("pointerleave", () => show(drawing.contains(document.activeElement) ? current : null));
    // Not on the drawing itself: an SVG that listens for focus becomes a stop of the Tab key.
    picture.addEventListener("focusin", (event) => {
      current = event.target.dataset.region ?? current;
      show(current);
      ring(event.target.matches(":focus-visible") ? current : null);
    });
    picture.addEventListener("focusout", () => {
      show(null);
      ring(null);
    });
    current ??= [...chosen].find((id) => places.has(id)) ?? places.keys().next().value ?? null;
    picture.prepend(drawing);
    refresh();
    if (wantsFocus) focus();
  }

  function focus() {
    wantsFocus = !root;
    if (root && places.size) go(current);
    else if (list.open) inputs.values().next().value?.input.focus();
  }

  refresh();
  const ready = asset(DRAWING).then((text) => build(inlined(text))).catch((error) => {
    // The list does all that the picture does, so the learner can go on.
    console.error(error);
    picture.replaceChildren(el("p", null, words("backmap.no_picture")));
    list.open = true;
    if (wantsFocus) focus();
    wantsFocus = false;
  });

  return {
    node,
    // Settles when the picture stands (or is known to be missing).
    ready,
    get chosen() {
      return regions.map((region) => region.id).filter((id) => chosen.has(id));
    },
    select(ids) {
      chosen.clear();
      for (const id of ids) if (byId.has(id)) chosen.add(id);
      const first = [...chosen].find((id) => places.has(id));
      if (first && !root?.contains(document.activeElement)) current = first;
      refresh();
    },
    // state of an area: "right", "wrong" or "missed"; areas that are not named have none.
    mark(marks) {
      states.clear();
      for (const [id, state] of Object.entries(marks)) if (byId.has(id)) states.set(id, state);
      refresh();
    },
    // The choice cannot be changed any more; the areas can still be visited and read.
    lock() {
      locked = true;
      node.dataset.locked = "true";
      refresh();
    },
    focus,
  };
}
