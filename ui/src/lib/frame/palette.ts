// The palette's list: what matches, the best and the lately used first.
import type { Action } from "./keys.svelte";
import { matches } from "./found";
import { recall, remember } from "./recall";

const LATELY = 5;

export interface Line {
  action: Action;
  group: string;
}

export class Palette {
  #recent: string[];

  constructor() {
    this.#recent = (recall("recent_actions") ?? "").split(" ").filter(Boolean);
  }

  /** Without a word typed: the lately used, then all in their groups. With one: the best first. */
  lines(typed: string, actions: Action[], lately: string): Line[] {
    const can = actions.filter((action) => !action.disabled && !action.isKeyOnly);
    if (typed.trim() === "") {
      const recent = this.#recent
        .map((id) => can.find((action) => action.id === id))
        .filter((action) => action !== undefined)
        .map((action) => ({ action, group: lately }));
      const rest = can
        .filter((action) => !this.#recent.includes(action.id))
        .map((action) => ({ action, group: action.group }));
      const groups = [...new Set(rest.map((line) => line.group))];
      return [...recent, ...groups.flatMap((group) => rest.filter((line) => line.group === group))];
    }
    return can
      .map((action, order) => ({ action, order, worth: this.#worth(typed, action) }))
      .filter((found) => found.worth !== null)
      .sort((a, b) => (b.worth ?? 0) - (a.worth ?? 0) || a.order - b.order)
      .map(({ action }) => ({ action, group: "" }));
  }

  used(id: string): void {
    this.#recent = [id, ...this.#recent.filter((one) => one !== id)].slice(0, LATELY);
    remember("recent_actions", this.#recent.join(" "));
  }

  #worth(typed: string, action: Action): number | null {
    const byLabel = matches(typed, action.label);
    const bySearch = action.search === undefined ? null : matches(typed, action.search);
    if (byLabel === null && bySearch === null) return null;
    const place = this.#recent.indexOf(action.id);
    return Math.max(byLabel ?? 0, (bySearch ?? 0) - 10) + (place < 0 ? 0 : LATELY - place);
  }
}
