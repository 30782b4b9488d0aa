// How large text is: 100 % to 200 %, of everything, because every size is in rem.
import type { Host } from "../host/host";

export const SIZES = [100, 110, 125, 150, 175, 200];

export class Scale {
  /** As the settings say; `Opening` keeps it current. */
  percent = $state(100);
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  larger(): Promise<void> {
    return this.#set(SIZES.find((size) => size > this.percent) ?? this.percent);
  }

  smaller(): Promise<void> {
    return this.#set(SIZES.findLast((size) => size < this.percent) ?? this.percent);
  }

  reset(): Promise<void> {
    return this.#set(100);
  }

  async #set(percent: number): Promise<void> {
    const before = this.percent;
    this.percent = percent;
    try {
      await this.#host.changeSettings([{ text_percent: percent }]);
    } catch (error) {
      this.percent = before;
      throw error;
    }
  }
}
