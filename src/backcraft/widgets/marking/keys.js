// Which key does what at the marking desk. Letters do nothing while something is typed.
const LETTERS = { j: "next", k: "back", n: "open", m: "mark", c: "comment", s: "save", a: "every", 0: "none" };
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";

// What a key asks for: a name, the number of a point from 0, or null. points: how many points there are.
export function keyOf(event, points) {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) return "save";
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (key === "Escape") return "leave";
  if (target.matches(TYPED)) return key === "Enter" && target.matches("input") ? "save" : null;
  if (key === "ArrowRight" || key === "ArrowLeft") return target.matches("[type=radio]") ? null : key === "ArrowRight" ? "next" : "back";
  if (key === "Enter") return target.matches("button, summary, a, input") ? null : "save";
  if (/^[1-9]$/.test(key)) return Number(key) <= points ? Number(key) - 1 : null;
  return LETTERS[key.toLowerCase()] ?? null;
}

// The list of keys that stands on the screen.
export function keyList(words) {
  const rows = [[["J", "→"], "next"], [["K", "←"], "back"], [["N"], "open"], [["1–9"], "tick"], [["A"], "every"], [["0"], "none"],
    [["M"], "mark"], [["C"], "comment"], [["S", "Enter"], "save"], [["Esc"], "leave"]];
  return rows.map(([keys, name]) => [keys, words(`desk.key.${name}`)]);
}
