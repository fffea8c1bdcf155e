// What a learner changed in the full view, brought into the file as it is now. Nothing that either side wrote is lost.
const text = (source) => (Array.isArray(source) ? source.join("") : source);
const same = (one, other) => Boolean(one && other) && one.cell_type === other.cell_type && text(one.source) === text(other.source);

function fresh(cell, id = cell.id) {
  const { outputs: _, execution_count: __, ...kept } = cell;
  const made = { ...kept, id, metadata: { ...cell.metadata } };
  delete made.metadata.trusted;
  return cell.cell_type === "code" ? { ...made, outputs: [], execution_count: null } : made;
}

// base: the cells as this page first read them; ours: as they are in the page; disk: as they are in the file now.
// A cell changed on one side only is taken from that side; one changed on both stands twice, the file's first.
export function mergeCells(base, ours, disk, newId) {
  if (disk.some((cell) => !cell.id)) return disk;
  const was = new Map(base.map((cell) => [cell.id, cell]));
  const now = new Set(ours.map((cell) => cell.id));
  const result = disk.filter((cell) => now.has(cell.id) || !same(cell, was.get(cell.id)));
  let after = -1;
  for (const cell of ours) {
    const at = result.findIndex((other) => other.id === cell.id);
    const changed = !same(cell, was.get(cell.id));
    if (at < 0) {
      if (changed) result.splice(++after, 0, fresh(cell));
      continue;
    }
    after = at;
    if (!changed || same(cell, result[at])) continue;
    if (same(result[at], was.get(cell.id))) result[at] = fresh(cell);
    else result.splice(++after, 0, fresh(cell, newId()));
  }
  return result;
}

export function differ(one, other) {
  return one.length !== other.length || one.some((cell, i) => cell.id !== other[i].id || !same(cell, other[i]));
}
