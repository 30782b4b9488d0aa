// What lies between the entries of a week. The week itself tells nothing of it; its days do, and are asked once.
import { gapsOf, type Gap } from "../entry/gaps";
import type { Host } from "../host/host";
import type { Block, Stretch, Week, WeekDay } from "../host/bindings";

export class Quiet {
  /** The ledger of each day, by its first instant. */
  #stretches = $state.raw<Readonly<Record<number, readonly Stretch[]>>>({});
  readonly #host: Host;
  #ask = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Reads the days that have begun; of those that are over the ledger stays as it is. */
  async read({ days, now_ms }: Week): Promise<void> {
    const ask = (this.#ask += 1);
    const begun = days.filter((day) => day.start_ms <= now_ms);
    const read = await Promise.all(
      begun.map(async (day): Promise<[number, readonly Stretch[]]> => {
        const kept = day.is_today ? undefined : this.#stretches[day.start_ms];
        return [day.start_ms, kept ?? (await this.#host.day(day.date)).stretches];
      }),
    );
    if (ask === this.#ask) this.#stretches = Object.fromEntries(read);
  }

  /** The gaps of a day between its first and its last entry: a night is none. */
  on(day: WeekDay, blocks: readonly Block[]): Gap[] {
    const spans = blocks.flatMap((block) => block.segments);
    const start_ms = Math.max(day.start_ms, Math.min(...blocks.map((block) => block.start_ms)));
    const end_ms = Math.min(day.end_ms, Math.max(...blocks.map((block) => block.end_ms)));
    return gapsOf(this.#stretches[day.start_ms] ?? [], spans, { start_ms, end_ms });
  }
}
