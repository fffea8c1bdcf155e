// The notebook's copy of the answers: records by key. The rules of merging are those of records/merge.py.
function before(one, other) {
  return one.n !== other.n ? one.n < other.n : one.w < other.w;
}

export function stands(one, other) {
  if (one.final !== other.final) return one.final ? one : other;
  return before(one, other) === one.final ? one : other;
}

function isRecord(value) {
  return value !== null && typeof value === "object" && typeof value.key === "string" && typeof value.n === "number"
    && typeof value.w === "string" && typeof value.final === "boolean" && typeof value.learner === "string";
}

// Returns what stands for each key; `held` and `more` are left as they are.
export function merge(held, more) {
  const merged = { ...held };
  for (const record of more) {
    if (!isRecord(record)) continue;
    const known = Object.hasOwn(merged, record.key) ? merged[record.key] : null;
    merged[record.key] = isRecord(known) ? (known.id === record.id ? known : stands(known, record)) : record;
  }
  return merged;
}

// Returns, for each writer, the longer of two heads of its journal.
export function heads(held, more) {
  const merged = { ...held };
  for (const [writer, head] of Object.entries(more ?? {})) {
    if (Array.isArray(head) && !(merged[writer]?.[0] >= head[0])) merged[writer] = head;
  }
  return merged;
}

export function object(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}
