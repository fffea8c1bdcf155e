// A plan in times and words, without a page: when each step begins and ends, the axis below it, where a step works.
// outline.py says the same in the kernel; both are held to tests/plan/outline.json.

// At most two decimals, and no zeros at the end.
export function plainly(value) {
  return String(Number((value + 1e-9).toFixed(2)));
}

// When each step begins and ends, in minutes from the start.
export function spans(minutes) {
  const found = [];
  let at = 0;
  for (const length of minutes) {
    found.push([Number(at.toFixed(2)), Number((at + length).toFixed(2))]);
    at += length;
  }
  return found;
}

// Where the axis has its numbers: as many as fit, at most `most`, on round minutes.
export function ticks(total, most) {
  const by = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((n) => total / n <= most) ?? 1200;
  const found = [];
  for (let at = 0; at <= total + 1e-9; at += by) found.push(Number(at.toFixed(2)));
  return found;
}

// Areas in words; what is worked on the left and on the right is named once.
export function places(chosen, areas, words) {
  const found = new Map();
  for (const id of chosen) {
    const { name, side } = areas[id];
    const base = name.endsWith(`, ${side}`) ? name.slice(0, -side.length - 2) : name;
    found.set(base, [...(found.get(base) ?? []), side]);
  }
  return [...found].map(([area, sides]) => {
    if (["midline", "both"].includes(sides[0])) return area;
    const side = sides.length > 1 ? "both" : sides[0];
    return words("plan.place", { area, side: words(`plan.side.${side}`).toLowerCase() });
  }).join("; ");
}

// The side that a choice of areas stands for.
export function sideOf(chosen, areas) {
  const sides = new Set(chosen.map((id) => areas[id]?.side).filter((side) => side === "left" || side === "right"));
  return sides.size === 1 ? [...sides][0] : "both";
}

// The same areas on one side, or on both.
export function onSide(chosen, side, areas) {
  const twin = (id) => id.replace(/-(left|right)$/, (_, own) => (own === "left" ? "-right" : "-left"));
  if (side === "both") return Object.keys(areas).filter((id) => chosen.includes(id) || chosen.includes(twin(id)));
  const other = side === "left" ? "right" : "left";
  return Object.keys(areas).filter((id) => areas[id].side !== other && (chosen.includes(id) || (areas[id].side === side && chosen.includes(twin(id)))));
}

// What is said of a step beside stroke and time.
export function details(step, { areas, words }) {
  return [
    places(step.regions, areas, words) || words("plan.nowhere"),
    step.way ? words(`plan.way.${step.way}`).toLowerCase() : null,
    step.times === null ? null : words("plan.times_n", { n: step.times }),
    step.stay === null ? null : words("plan.stay_n", { n: plainly(step.stay) }),
  ].filter(Boolean);
}

// A name as it begins a line.
export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function totalOf(steps) {
  return steps.reduce((sum, step) => sum + step.minutes, 0);
}

// What a person wrote in a field of minutes, seconds or repetitions: a number, null for nothing, or undefined.
export function readNumber(text, { most, whole = false }) {
  const written = text.trim().replace(",", ".");
  if (!written) return null;
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(written)) return undefined;
  const value = Number(written);
  return value > 0 && value <= most && (!whole || Number.isInteger(value)) ? value : undefined;
}
