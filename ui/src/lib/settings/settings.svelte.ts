// The settings as the page shows them: each change is told at once, and what was refused goes back.
import type { Change, Problem, Settings } from "../host/bindings";
import { type Host, problemOf } from "../host/host";

export type Name = keyof Settings | "key" | "login" | "data";

export class SettingsPage {
  settings = $state.raw<Settings | null>(null);
  startsAtLogin = $state<boolean | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What was refused, beside the control that asked for it. */
  refused = $state<Partial<Record<Name, Problem>>>({});
  #changing = 0;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Reads all anew, and again whenever something else changes a setting. */
  follow(): () => void {
    void this.load();
    return this.#host.on((change) => {
      if (change.kind === "settings" && this.#changing === 0) void this.load();
    });
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.settings = await this.#host.settings();
    } catch (error) {
      this.problem = problemOf(error);
    }
    await this.#attempt("login", async () => {
      this.startsAtLogin = await this.#host.startsAtLogin();
    });
  }

  async change(change: Change): Promise<void> {
    const [name] = Object.keys(change) as (keyof Settings)[];
    if (name === undefined) return;
    await this.#attempt(name, async () => {
      this.settings = await this.#host.changeSettings([change]);
    });
  }

  /** Whether the key was kept. */
  async keepKey(key: string): Promise<boolean> {
    return this.#attempt("key", async () => {
      await this.#host.setGeminiKey(key);
      this.settings = await this.#host.settings();
    });
  }

  async removeKey(): Promise<boolean> {
    return this.#attempt("key", async () => {
      await this.#host.removeGeminiKey();
      this.settings = await this.#host.settings();
    });
  }

  async startAtLogin(on: boolean): Promise<void> {
    await this.#attempt("login", async () => {
      await this.#host.setStartAtLogin(on);
      this.startsAtLogin = await this.#host.startsAtLogin();
    });
  }

  async showData(): Promise<void> {
    await this.#attempt("data", () => this.#host.showData());
  }

  async #attempt(name: Name, act: () => Promise<unknown>): Promise<boolean> {
    Reflect.deleteProperty(this.refused, name);
    this.#changing += 1;
    try {
      await act();
      return true;
    } catch (error) {
      this.refused[name] = problemOf(error);
      return false;
    } finally {
      this.#changing -= 1;
    }
  }
}
