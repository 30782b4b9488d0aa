// What a menu offers, and how keys move through it.
import type { IconName } from "./icons";

export interface MenuItem {
  label: string;
  key?: string;
  icon?: IconName;
  disabled?: boolean;
  /** A line stands above it: something else begins. */
  isApart?: boolean;
  run: () => void;
}

/** The row to which `key` leads from row `from` of `count`; `null` for a key that moves nothing. */
export function moved(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (from + 1) % count;
    case "ArrowUp":
      return from < 0 ? count - 1 : (from - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** The next row after `from` that begins with what was typed. */
export function typedAhead(typed: string, from: number, labels: string[]): number | null {
  const wanted = typed.toLocaleLowerCase();
  for (let step = typed.length > 1 ? 0 : 1; step <= labels.length; step += 1) {
    const row = (Math.max(from, 0) + step) % labels.length;
    if (labels[row]?.toLocaleLowerCase().startsWith(wanted)) return row;
  }
  return null;
}
