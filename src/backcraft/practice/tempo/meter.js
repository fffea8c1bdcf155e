// What is read while a learner taps. The same definitions as score.py (its live_rate, live_bout and bouts) and spans.py
// (live_span and band), held together by tests/tempo/vectors.json. Pure: an attempt is {taps: [ms from the first], areas: [[index, region]]},
// now is in the same milliseconds. Times count in whole ticks of 0.1 ms, so that both sides agree to the last digit.

const MINUTE = 600000;
const SECOND = 10000;
export const LIVE = 6;

export const ticks = (ms) => Math.round(ms * 10);

// Where the rate of `count` intervals, `interval` ticks together, lies: "below", "in", "above"; null where none is asked.
export function band(interval, { low, high }, count = 1) {
  if (low === null || high === null) return null;
  if ((interval - count) * low > count * MINUTE) return "below";
  return (interval + count) * high < count * MINUTE ? "above" : "in";
}

// The area of the tap at an index.
export function areaAt(areas, index) {
  let found = null;
  for (const [first, area] of areas) {
    if (first > index) break;
    found = area;
  }
  return found;
}

function resting({ taps }, { pause }, now) {
  return !taps.length || now * 10 - ticks(taps.at(-1)) >= pause * SECOND;
}

// The mean rate over the last six counted intervals since the last pause: {rate, band}, or null.
export function liveRate(attempt, protocol, now) {
  if (resting(attempt, protocol, now)) return null;
  const { taps, areas } = attempt;
  let total = 0;
  let count = 0;
  let here = areaAt(areas, taps.length - 1);
  for (let i = taps.length - 1; i > 0 && count < LIVE; i -= 1) {
    const interval = ticks(taps[i]) - ticks(taps[i - 1]);
    if (interval >= protocol.pause * SECOND) break;
    const before = areaAt(areas, i - 1);
    if (here === before) {
      total += interval;
      count += 1;
    }
    here = before;
  }
  return count ? { rate: (MINUTE * count) / total, band: band(total, protocol, count) } : null;
}

// Seconds of the present bout: from its first tap until now; 0 while resting.
export function liveBout(attempt, protocol, now) {
  if (resting(attempt, protocol, now)) return 0;
  const { taps, areas } = attempt;
  let first = taps.length - 1;
  const here = areaAt(areas, first);
  while (
    first > 0
    && areaAt(areas, first - 1) === here
    && ticks(taps[first]) - ticks(taps[first - 1]) < protocol.pause * SECOND
  ) first -= 1;
  return (now * 10 - ticks(taps[first])) / SECOND;
}

// Each bout as {area, first, end}: indexes of its first tap and of the tap after its last.
export function bouts({ taps, areas }, { pause }) {
  const found = [];
  taps.forEach((ms, i) => {
    const area = areaAt(areas, i);
    const open = found.at(-1);
    if (open && open.area === area && ticks(ms) - ticks(taps[i - 1]) < pause * SECOND) open.end = i + 1;
    else found.push({ area, first: i, end: i + 1 });
  });
  return found;
}

// The value of the present span: seconds since the last press, or repetitions on the present area.
export function liveSpan({ taps, areas }, { kind }, now) {
  if (!taps.length) return 0;
  if (kind === "time") return (now * 10 - ticks(taps.at(-1))) / SECOND;
  const here = areaAt(areas, taps.length - 1);
  let first = taps.length - 1;
  while (first > 0 && areaAt(areas, first - 1) === here) first -= 1;
  return taps.length - first;
}

// Where a span's value lies: "below", "in", "above".
export function spanBand(value, { kind, fewest, most, shortest, limit }) {
  const [low, high] = kind === "count" ? [fewest, most] : [shortest, limit];
  if (low !== null && value < low) return "below";
  return high !== null && value > high ? "above" : "in";
}
