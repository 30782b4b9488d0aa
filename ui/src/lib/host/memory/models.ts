// Speech models: which there are, and fetching one at a time.

import type { Changed, Model, Problem } from "../bindings";
import { refusal } from "./refusal";

type Progress = Extract<Changed, { kind: "model_progress" }>;

const STEPS = 40;

export class Models {
  /** Set while a fault keeps a download from ending well. */
  fault: Problem | null = null;
  #models = DELIVERED.map((model) => ({ ...model }));
  #fetching: { model: Model; timer: ReturnType<typeof setInterval>; done: number } | null = null;
  readonly #tell: (progress: Progress) => void;
  readonly #step_ms: number;

  constructor(tell: (progress: Progress) => void, step_ms: number) {
    this.#tell = tell;
    this.#step_ms = step_ms;
  }

  get list(): Model[] {
    return this.#models.map((model) => ({ ...model, removable: model.installed && !model.in_use }));
  }

  get inUse(): string {
    return this.#models.find((model) => model.in_use)?.name ?? "tiny.en";
  }

  install(name: string): void {
    const model = this.#named(name);
    if (this.#fetching) {
      throw refusal("model", `${this.#fetching.model.name} is being fetched; wait for it or cancel it`);
    }
    if (model.installed) throw refusal("model", `${name} is already installed; use it`);
    const timer = setInterval(() => this.#step(), this.#step_ms);
    this.#fetching = { model, timer, done: 0 };
    this.#report("running", null);
  }

  cancel(): void {
    if (this.#fetching) this.#end("cancelled", null);
  }

  use(name: string): void {
    const model = this.#named(name);
    if (!model.installed) throw refusal("model", `${name} is not installed; install it first`);
    this.#models.forEach((one) => (one.in_use = one === model));
  }

  remove(name: string): void {
    const model = this.#named(name);
    if (model.in_use) throw refusal("model", `${name} is in use; use another one first`);
    model.installed = false;
  }

  #step(): void {
    const fetching = this.#fetching;
    if (!fetching) return;
    if (this.fault) {
      this.#end("failed", this.fault);
      return;
    }
    fetching.done = Math.min(
      fetching.model.size_bytes,
      fetching.done + Math.ceil(fetching.model.size_bytes / STEPS),
    );
    if (fetching.done < fetching.model.size_bytes) this.#report("running", null);
    else {
      fetching.model.installed = true;
      this.#end("done", null);
    }
  }

  #end(state: Progress["state"], problem: Problem | null): void {
    clearInterval(this.#fetching?.timer);
    this.#report(state, problem);
    this.#fetching = null;
  }

  #report(state: Progress["state"], problem: Problem | null): void {
    if (!this.#fetching) return;
    const { model, done } = this.#fetching;
    const progress = { name: model.name, done_bytes: done, total_bytes: model.size_bytes, state, problem };
    this.#tell({ kind: "model_progress", ...progress });
  }

  #named(name: string): Model {
    const model = this.#models.find((one) => one.name === name);
    if (!model) throw refusal("unknown", `there is no model named ‘${name}’`);
    return model;
  }
}

const DELIVERED: Model[] = [
  {
    ...model("tiny.en", "the default: quick on every machine", 77_704_715, "en"),
    installed: true,
    in_use: true,
  },
  model("base.en", "fewer errors than tiny.en, twice the work", 147_964_211, "en"),
  model("small.en-q8_0", "accurate; wants a strong processor", 264_477_561, "en"),
  { ...model("tiny", "any of 99 languages, told by itself", 77_691_713, "many"), installed: true },
  model("base", "any of 99 languages, fewer errors", 147_951_465, "many"),
  model("small-q8_0", "any of 99 languages, accurate", 264_464_607, "many"),
  model("large-v3-turbo-q5_0", "the most accurate; slow without a strong processor", 574_041_195, "many"),
];

function model(name: string, description: string, size_bytes: number, languages: string): Model {
  return { name, description, size_bytes, languages, installed: false, in_use: false, removable: false };
}
