// Other times for an entry by hand, by pointer or by keys: shown first, done when one lets go.
import type { Block, Edit, Preview } from "../host/bindings";
import type { Desk } from "./desk.svelte";

export type Grip = "whole" | "start" | "end";

const MINUTE = 60_000;
/** Times are caught by whole steps of this on the clock. */
export const STEP = 5 * MINUTE;
const SETTLE_MS = 120;

export class Drag {
  block = $state.raw<Block | null>(null);
  grip = $state<Grip>("whole");
  start_ms = $state(0);
  end_ms = $state(0);
  preview = $state.raw<Preview | null>(null);
  readonly #desk: Desk;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ask = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Whether an entry can be taken: not what is billed, nor what has no times. */
  static canTake(block: Block): boolean {
    return block.status !== "billed" && !block.is_untimed;
  }

  get isMoved(): boolean {
    const { block } = this;
    return block !== null && (this.start_ms !== block.start_ms || this.end_ms !== block.end_ms);
  }

  /** How long it would count: its pauses stay pauses. */
  get length_ms(): number {
    const { block } = this;
    if (!block) return 0;
    return block.length_ms + this.end_ms - this.start_ms - (block.end_ms - block.start_ms);
  }

  begin(block: Block, grip: Grip): void {
    if (!Drag.canTake(block)) return;
    this.block = block;
    this.grip = grip;
    this.start_ms = block.start_ms;
    this.end_ms = block.end_ms;
    this.preview = null;
  }

  /** By how much it was moved since it was taken; caught by whole steps. */
  moveBy(by_ms: number): void {
    const { block } = this;
    if (!block) return;
    const length = block.end_ms - block.start_ms;
    if (this.grip === "start") {
      this.start_ms = Math.min(caught(block.start_ms + by_ms), block.end_ms - MINUTE);
    } else if (this.grip === "end") {
      this.end_ms = Math.max(caught(block.end_ms + by_ms), block.start_ms + MINUTE);
    } else {
      this.start_ms = by_ms === 0 ? block.start_ms : caught(block.start_ms + by_ms);
      this.end_ms = this.start_ms + length;
    }
    this.#askSoon();
  }

  /** One step of the keys, on from where it is. */
  nudge(block: Block, grip: Grip, by_ms: number): void {
    if (this.block?.id !== block.id || this.grip !== grip) this.begin(block, grip);
    if (!this.block) return;
    const at = grip === "end" ? this.end_ms - block.end_ms : this.start_ms - block.start_ms;
    this.moveBy(at + by_ms);
  }

  /** Done; `false` where nothing was moved or it was refused. */
  async drop(follow = false): Promise<boolean> {
    const edit = this.#edit(follow);
    const isMoved = this.isMoved;
    this.cancel();
    return edit !== null && isMoved && (await this.#desk.edit(edit));
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#ask += 1;
    this.block = null;
    this.preview = null;
  }

  #edit(follow: boolean): Edit | null {
    const { block, grip } = this;
    if (!block) return null;
    if (grip === "whole") return { kind: "move", block: block.id, to_ms: this.start_ms };
    const to_ms = grip === "start" ? this.start_ms : this.end_ms;
    return { kind: "boundary", block: block.id, edge: grip, to_ms, follow };
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    const ask = (this.#ask += 1);
    this.#timer = setTimeout(() => {
      const edit = this.#edit(false);
      if (!edit || !this.isMoved) {
        this.preview = null;
        return;
      }
      this.#desk.preview(edit).then(
        (found) => {
          if (ask === this.#ask) this.preview = found;
        },
        // What is refused is said when one lets go.
        () => {
          if (ask === this.#ask) this.preview = null;
        },
      );
    }, SETTLE_MS);
  }
}

function caught(ms: number): number {
  return Math.round(ms / STEP) * STEP;
}
