// Short messages for what the page itself cannot say. Each stays for ten seconds at least, longer where
// there is something to undo, and does not count while one reads or tabs into it.

export interface Saying {
  text: string;
  action?: { label: string; run: () => void };
}

export interface Toast extends Saying {
  id: number;
}

const PLAIN_MS = 10_000;
const WITH_ACTION_MS = 14_000;
const MOST = 3;

interface Running {
  leftMs: number;
  sinceMs: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;
  #running: Record<number, Running> = {};
  #isPaused = false;

  /** Shows a message; the returned function takes it away early. */
  say(saying: Saying): () => void {
    const id = this.#next;
    this.#next += 1;
    this.list.push({ ...saying, id });
    this.#running[id] = { leftMs: saying.action ? WITH_ACTION_MS : PLAIN_MS, sinceMs: 0, timer: undefined };
    if (!this.#isPaused) this.#start(id);
    const oldest = this.list[0];
    if (this.list.length > MOST && oldest) this.dismiss(oldest.id);
    return () => this.dismiss(id);
  }

  dismiss(id: number): void {
    this.#stop(id);
    Reflect.deleteProperty(this.#running, id);
    this.list = this.list.filter((toast) => toast.id !== id);
    if (this.list.length === 0) this.#isPaused = false;
  }

  act(toast: Toast): void {
    this.dismiss(toast.id);
    toast.action?.run();
  }

  /** While one reads: nothing goes away. */
  pause(): void {
    this.#isPaused = true;
    for (const { id } of this.list) this.#stop(id);
  }

  resume(): void {
    this.#isPaused = false;
    for (const { id } of this.list) this.#start(id);
  }

  clear(): void {
    for (const { id } of [...this.list]) this.dismiss(id);
  }

  #start(id: number): void {
    const running = this.#running[id];
    if (!running || running.timer !== undefined) return;
    running.sinceMs = performance.now();
    running.timer = setTimeout(() => this.dismiss(id), running.leftMs);
  }

  #stop(id: number): void {
    const running = this.#running[id];
    if (!running || running.timer === undefined) return;
    clearTimeout(running.timer);
    running.timer = undefined;
    // Enough is left to read it once more.
    running.leftMs = Math.max(running.leftMs - (performance.now() - running.sinceMs), 2_000);
  }
}

export const toasts = new Toasts();
