// What the window must know before it can show a page: the shell and the settings, kept current.
import type { Changed, Problem, Settings, Shell, WeekBegins } from "../host/bindings";
import { type Host, problemOf } from "../host/host";
import type { Words } from "../words/words.svelte";
import type { Look } from "./look.svelte";
import type { Scale } from "./scale.svelte";

const PATIENCE_MS = 5_000;
const FIRST_DAY: Record<WeekBegins, number> = { monday: 1, saturday: 6, sunday: 7 };

export class Opening {
  shell = $state.raw<Shell | null>(null);
  settings = $state.raw<Settings | null>(null);
  isSetUp = $state<boolean | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #host: Host;
  readonly #words: Words;
  readonly #look: Look;
  readonly #scale: Scale;

  constructor(host: Host, words: Words, look: Look, scale: Scale) {
    this.#host = host;
    this.#words = words;
    this.#look = look;
    this.#scale = scale;
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      const [shell, settings, status] = await inTime(
        Promise.all([this.#host.shell(), this.#host.settings(), this.#host.status()]),
      );
      this.#took(shell, settings);
      this.isSetUp = status.is_set_up;
    } catch (error) {
      // What is shown already goes on being shown; the corner tells that nobody answers.
      if (this.shell === null) this.problem = problemOf(error);
    }
  }

  heard(change: Changed): void {
    if (change.kind === "settings" || change.kind === "tray") void this.load();
  }

  #took(shell: Shell, settings: Settings): void {
    this.shell = shell;
    this.settings = settings;
    this.#words.speak(shell.language, shell.locale);
    this.#words.firstDay = FIRST_DAY[settings.week_begins];
    this.#look.theme = settings.theme;
    this.#scale.percent = settings.text_percent;
  }
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse({ code: "no_answer", message: "Daybook gave no answer" }), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
