// How large text is: 100 % to 200 %, of everything, because every size is in rem.
import { recall, remember } from "./recall";

const STEPS = [100, 110, 125, 150, 175, 200];

export class Scale {
  percent = $state(100);

  constructor() {
    const kept = Number(recall("text_percent"));
    if (STEPS.includes(kept)) this.percent = kept;
  }

  larger(): void {
    this.#set(STEPS.find((step) => step > this.percent) ?? this.percent);
  }

  smaller(): void {
    this.#set(STEPS.findLast((step) => step < this.percent) ?? this.percent);
  }

  reset(): void {
    this.#set(100);
  }

  #set(percent: number): void {
    this.percent = percent;
    remember("text_percent", String(percent));
  }
}
