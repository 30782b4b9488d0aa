// Time that two entries share and that the owner wants counted in both: said in a step, unsaid once that
// is undone, and said again once it is redone.

import type { Overlap } from "../bindings";
import { minus } from "./entries";
import { overlapsOf } from "./overlaps";
import type { Beside } from "./timesheet";
import type { Block } from "./wire";

export class Twice {
  #said: readonly Overlap[] = [];

  /** The time that several of the entries count, and that nobody has decided about. */
  undecided(blocks: readonly Block[]): Overlap[] {
    return overlapsOf(blocks).filter((overlap) => !this.#isAllowed(overlap));
  }

  /** Lets both count what they share; gives back how that goes back and forth with its step. */
  allow(overlaps: readonly Overlap[]): Beside {
    const redo = () => (this.#said = [...this.#said, ...overlaps]);
    redo();
    return { redo, undo: () => (this.#said = this.#said.filter((one) => !overlaps.includes(one))) };
  }

  #isAllowed(overlap: Overlap): boolean {
    const said = this.#said.filter((one) => pairOf(one) === pairOf(overlap));
    return (
      minus(
        overlap.shared,
        said.flatMap(({ shared }) => shared),
      ).length === 0
    );
  }
}

/** The two, whichever of them starts first today. */
function pairOf({ first, second }: Overlap): string {
  return [first, second].sort().join(" ");
}
