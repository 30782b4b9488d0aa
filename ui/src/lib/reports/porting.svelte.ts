// An import, from the choice of a program to what came of it. Nothing is written before it was shown.

import type { Imported, ImportKind, ImportRequest, Problem } from "../host/bindings";
import { problemOf, type Host } from "../host/host";

/** Files beyond this are no time sheets. */
export const LARGEST_BYTES = 200_000_000;

export class Porting {
  kind = $state<ImportKind>("toggl");
  fileName = $state<string | null>(null);
  zone = $state<string | null>(null);
  order = $state<ImportRequest["order"]>(null);
  /** What the file would do. */
  plan = $state.raw<Imported | null>(null);
  /** What it did. */
  result = $state.raw<Imported | null>(null);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  isUndone = $state(false);

  /** The dates of the file can be read in two ways, or may be why it was refused. */
  readonly asksOrder = $derived(
    ["date_order", "input"].includes(this.problem?.code ?? "") || this.order !== null,
  );

  readonly #host: Host;
  #text: string | null = null;
  #ask = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  begin(kind: ImportKind | null): void {
    if (kind) this.kind = kind;
    this.#text = null;
    this.#ask += 1;
    [this.fileName, this.order, this.plan, this.result, this.problem] = [null, null, null, null, null];
    [this.isBusy, this.isUndone] = [false, false];
  }

  choose(kind: ImportKind): Promise<void> {
    this.kind = kind;
    this.order = null;
    return this.look();
  }

  async take(file: File): Promise<void> {
    this.begin(null);
    this.fileName = file.name;
    if (file.size > LARGEST_BYTES) {
      this.problem = { code: "too_large", message: "the file is too large to be a time sheet" };
      return;
    }
    try {
      this.#text = await file.text();
    } catch (error) {
      this.problem = problemOf(error);
      return;
    }
    await this.look();
  }

  setZone(zone: string | null): Promise<void> {
    this.zone = zone;
    return this.look();
  }

  setOrder(order: ImportRequest["order"]): Promise<void> {
    this.order = order;
    return this.look();
  }

  /** Shows what would come of it. */
  async look(): Promise<void> {
    const text = this.#text;
    if (text === null) return;
    const ask = (this.#ask += 1);
    this.isBusy = true;
    try {
      const plan = await this.#host.importFile(this.#request(text, true, false));
      if (ask !== this.#ask) return;
      [this.plan, this.problem] = [plan, null];
    } catch (error) {
      if (ask !== this.#ask) return;
      [this.plan, this.problem] = [null, problemOf(error)];
    } finally {
      if (ask === this.#ask) this.isBusy = false;
    }
  }

  async run(): Promise<void> {
    const text = this.#text;
    if (text === null || this.isBusy || !this.plan) return;
    this.isBusy = true;
    try {
      const done = await this.#host.importFile(this.#request(text, false, this.plan.refused.length > 0));
      if (done.is_done) this.result = done;
      else this.plan = done;
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Takes the import back, as the last step of the timesheet. */
  async undo(): Promise<void> {
    try {
      const step = await this.#host.undo();
      // Somebody did something else since: that stays.
      if (step !== null && step.kind !== "import") await this.#host.redo();
      if (step?.kind === "import") this.isUndone = true;
      else this.problem = { code: "changed", message: "the import is not the last step any more" };
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  #request(text: string, dry_run: boolean, skip_bad: boolean): ImportRequest {
    return { kind: this.kind, text, zone: this.zone, order: this.order, dry_run, skip_bad };
  }
}
