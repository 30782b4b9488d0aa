// Raw captures, the receipts of their end, and what left this machine.

import type { Outbound, Receipt } from "../bindings";
import { HOUR, MINUTE, SECOND } from "./civil";
import type { Status } from "./wire";

interface Raw {
  at_ms: number;
  bytes: number;
}

const PICTURE_EVERY = 30 * SECOND;
const SOUND_EVERY = MINUTE;
const LONGEST_LIST = 200;

export class Captures {
  #raw: Raw[] = [];
  #receipts: Receipt[] = [];
  #outbound: Outbound[] = [];

  get receipts(): Receipt[] {
    return this.#receipts.toReversed().slice(0, LONGEST_LIST);
  }

  get outbound(): Outbound[] {
    return this.#outbound.toReversed().slice(0, LONGEST_LIST);
  }

  spool(budget_bytes: number): Status["spool"] {
    const bytes = this.#raw.reduce((sum, raw) => sum + raw.bytes, 0);
    return { files: this.#raw.length, bytes, budget_bytes, oldest_ms: this.#raw[0]?.at_ms ?? null };
  }

  /** Takes what a stretch of work gives: pictures every half minute, sound every minute. */
  take(start_ms: number, end_ms: number, with_pictures: boolean, with_sound: boolean): void {
    const [pictures, sounds] = [with_pictures ? PICTURE_EVERY : null, with_sound ? SOUND_EVERY : null];
    for (const every of [pictures, sounds]) {
      if (every === null) continue;
      for (let at_ms = Math.ceil(start_ms / every) * every; at_ms < end_ms; at_ms += every) {
        this.#raw.push({ at_ms, bytes: sizeAt(at_ms, every) });
      }
    }
    this.#raw.sort((a, b) => a.at_ms - b.at_ms);
  }

  /** Wipes what lies between two instants, and keeps a receipt if there was anything. */
  wipe(start_ms: number, end_ms: number, wiped_ms: number, cause: Receipt["cause"]): Receipt | null {
    const isGone = (raw: Raw) => raw.at_ms >= start_ms && raw.at_ms < end_ms;
    const gone = this.#raw.filter(isGone);
    if (gone.length === 0) return null;
    this.#raw = this.#raw.filter((raw) => !isGone(raw));
    const bytes = gone.reduce((sum, raw) => sum + raw.bytes, 0);
    const receipt: Receipt = { start_ms, end_ms, wiped_ms, files: gone.length, bytes, cause };
    this.#receipts.push(receipt);
    return receipt;
  }

  send(outbound: Outbound): void {
    this.#outbound.push(outbound);
  }

  wipedSince(since_ms: number): number {
    return this.#receipts.filter((one) => one.wiped_ms >= since_ms).reduce((sum, one) => sum + one.files, 0);
  }

  sentSince(since_ms: number): number {
    return this.#outbound.filter((one) => one.at_ms >= since_ms).reduce((sum, one) => sum + one.bytes, 0);
  }

  /** The instant before which nothing raw may lie. */
  static limit(now_ms: number, retention_hours: number): number {
    return now_ms - retention_hours * HOUR;
  }
}

/** Pictures of text take 60 to 140 kB, a minute of speech about 230 kB. */
function sizeAt(at_ms: number, every: number): number {
  const spread = (Math.floor(at_ms / SECOND) * 7919) % 80_000;
  return (every === SOUND_EVERY ? 190_000 : 60_000) + spread;
}
