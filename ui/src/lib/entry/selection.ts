// Which blocks are chosen, and which one the keys act on. Pure: each move gives a new selection.

export interface Selection {
  /** The block that has the focus. */
  focus: string | null;
  /** Where a stretch of chosen blocks begins. */
  anchor: string | null;
  chosen: readonly string[];
}

export const NOTHING: Selection = { focus: null, anchor: null, chosen: [] };

export function only(id: string): Selection {
  return { focus: id, anchor: id, chosen: [id] };
}

/** Goes on by so many blocks and stays at the ends. Without a focus, forward takes `entry` or the first. */
export function move(from: Selection, order: readonly string[], by: number, entry?: string): Selection {
  const at = from.focus === null ? -1 : order.indexOf(from.focus);
  if (at === -1) {
    const id = entry ?? (by > 0 ? order[0] : order.at(-1));
    return id === undefined ? NOTHING : only(id);
  }
  const id = order[Math.max(0, Math.min(order.length - 1, at + by))];
  return id === undefined ? NOTHING : only(id);
}

/** Chooses everything between the anchor and a block. */
export function extendTo(from: Selection, order: readonly string[], id: string): Selection {
  const start = from.anchor === null ? -1 : order.indexOf(from.anchor);
  const end = order.indexOf(id);
  if (end === -1) return from;
  if (start === -1) return only(id);
  return {
    focus: id,
    anchor: from.anchor,
    chosen: order.slice(Math.min(start, end), Math.max(start, end) + 1),
  };
}

export function extend(from: Selection, order: readonly string[], by: number): Selection {
  const at = from.focus === null ? -1 : order.indexOf(from.focus);
  const id = at === -1 ? undefined : order[Math.max(0, Math.min(order.length - 1, at + by))];
  return id === undefined ? move(from, order, by) : extendTo(from, order, id);
}

export function toggle(from: Selection, id: string): Selection {
  const chosen = from.chosen.includes(id) ? from.chosen.filter((one) => one !== id) : [...from.chosen, id];
  return { focus: id, anchor: id, chosen };
}

export function all(from: Selection, order: readonly string[]): Selection {
  const focus = from.focus ?? order[0] ?? null;
  return { focus, anchor: order[0] ?? null, chosen: [...order] };
}

/**
 * The selection after the day was drawn anew. A block that went away gives its focus to the one that now stands
 * where it stood.
 */
export function keep(from: Selection, before: readonly string[], after: readonly string[]): Selection {
  const there = new Set(after);
  const chosen = from.chosen.filter((id) => there.has(id));
  if (from.focus !== null && !there.has(from.focus)) {
    const at = before.indexOf(from.focus);
    const next = before.slice(at + 1).find((id) => there.has(id));
    const previous = before.slice(0, Math.max(0, at)).findLast((id) => there.has(id));
    const focus = next ?? previous ?? null;
    return { focus, anchor: focus, chosen };
  }
  const anchor = from.anchor !== null && there.has(from.anchor) ? from.anchor : from.focus;
  return { focus: from.focus, anchor, chosen };
}

/** The selection with other names for its blocks. */
export function renamed(from: Selection, name: (id: string) => string): Selection {
  return {
    focus: from.focus && name(from.focus),
    anchor: from.anchor && name(from.anchor),
    chosen: [...new Set(from.chosen.map(name))],
  };
}
