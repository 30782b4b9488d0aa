// Speech models: which are here, and the one that is being fetched.
import type { Changed, Model, Problem } from "../host/bindings";
import { type Host, problemOf } from "../host/host";

export interface Fetching {
  name: string;
  doneBytes: number;
  totalBytes: number;
}

export class Models {
  list = $state.raw<Model[] | null>(null);
  fetching = $state.raw<Fetching | null>(null);
  /** The model whose fetching was cancelled last. */
  cancelled = $state<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What went wrong with one model. */
  refused = $state.raw<{ name: string; problem: Problem } | null>(null);
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  get here(): Model[] {
    const here = (this.list ?? []).filter((model) => this.#isHere(model));
    return here.sort((a, b) => Number(b.in_use) - Number(a.in_use));
  }

  get others(): Model[] {
    return (this.list ?? []).filter((model) => !this.#isHere(model));
  }

  follow(): () => void {
    void this.load();
    return this.#host.on((change) => this.#heard(change));
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.list = await this.#host.models();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async install(model: Model): Promise<void> {
    this.cancelled = null;
    this.fetching = { name: model.name, doneBytes: 0, totalBytes: model.size_bytes };
    const isBegun = await this.#attempt(model.name, () => this.#host.installModel(model.name));
    if (!isBegun) this.fetching = null;
  }

  async cancel(): Promise<void> {
    const name = this.fetching?.name;
    if (name !== undefined) await this.#attempt(name, () => this.#host.cancelModel());
  }

  async use(name: string): Promise<void> {
    await this.#attempt(name, () => this.#host.useModel(name));
    await this.load();
  }

  /** Whether it is gone. */
  async remove(name: string): Promise<boolean> {
    const isGone = await this.#attempt(name, () => this.#host.removeModel(name));
    await this.load();
    return isGone;
  }

  #isHere(model: Model): boolean {
    const isConcerned = [this.fetching?.name, this.refused?.name, this.cancelled].includes(model.name);
    return model.installed || isConcerned;
  }

  #heard(change: Changed): void {
    if (change.kind === "settings") void this.load();
    if (change.kind !== "model_progress") return;
    const { name, state } = change;
    if (state === "running") {
      this.fetching = { name, doneBytes: change.done_bytes, totalBytes: change.total_bytes };
      return;
    }
    this.fetching = null;
    if (state === "cancelled") this.cancelled = name;
    if (state === "failed") {
      this.refused = { name, problem: change.problem ?? problemOf(null) };
    }
    void this.load();
  }

  async #attempt(name: string, act: () => Promise<unknown>): Promise<boolean> {
    this.refused = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.refused = { name, problem: problemOf(error) };
      return false;
    }
  }
}
