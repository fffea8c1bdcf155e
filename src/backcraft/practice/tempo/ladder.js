// Where a learner stands on the ladder: the same as ladder.py's climbed(), held together by tests/tempo/vectors.json.
// Pure. A step is {rung, held}; held is null where an attempt is not judged.

export const RUNGS = ["guided", "fading", "unguided", "memory", "areas"];
// Rungs without help, whose attempts count towards mastery.
export const ALONE = ["unguided", "memory", "areas"];

export function climbed(steps, needed) {
  const times = {};
  let attempts = 0;
  let row = 0;
  let best = 0;
  for (const { rung, held } of steps) {
    if (held === null) continue;
    attempts += 1;
    if (held) times[rung] = (times[rung] ?? 0) + 1;
    if (ALONE.includes(rung)) {
      row = held ? row + 1 : 0;
      best = Math.max(best, row);
    }
  }
  const highest = RUNGS.findLastIndex((rung) => times[rung]);
  return { rung: RUNGS[Math.min(highest + 1, RUNGS.length - 1)], held: times, attempts, in_a_row: row, needed, mastered: best >= needed };
}
