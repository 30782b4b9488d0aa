// The first run: three steps, choices that stay wishes until the owner starts, and a check of what works.
// Nothing is captured before `start`, and closing the window before that leaves everything off.

import type { Change, Finding, Problem, Settings } from "../host/bindings";
import { problemOf, type Host } from "../host/host";

export const STEPS = ["promise", "choices", "check"] as const;
export type Step = (typeof STEPS)[number];

export type Choices = Pick<Settings, "pictures" | "words" | "sound" | "microphone" | "system_sound">;

/** What went wrong beside the start itself: recording runs, but a wish was not granted. */
export interface Missed {
  what: "client" | "login";
  problem: Problem;
}

export class Welcome {
  step = $state<Step>("promise");
  shell = $state.raw<Awaited<ReturnType<Host["shell"]>> | null>(null);
  hours = $state(24);
  choices = $state<Choices>({
    pictures: true,
    words: true,
    sound: "off",
    microphone: true,
    system_sound: true,
  });
  client = $state("");
  startsAtLogin = $state(false);
  findings = $state.raw<Finding[]>([]);
  isChecking = $state(false);
  isStarting = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  get index(): number {
    return STEPS.indexOf(this.step);
  }

  /** What the owner chose, and how it stands. */
  get relevant(): Finding[] {
    return relevant(this.findings, this.choices);
  }

  async load(): Promise<void> {
    try {
      const [shell, settings] = await Promise.all([this.#host.shell(), this.#host.settings()]);
      this.shell = shell;
      this.hours = settings.retention_hours;
      const { pictures, words, microphone, system_sound } = settings;
      // Sound begins as off, whatever the settings say: it is the owner who switches it on.
      this.choices = { pictures, words, microphone, system_sound, sound: "off" };
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  async next(): Promise<void> {
    this.problem = null;
    this.step = STEPS[this.index + 1] ?? this.step;
    if (this.step === "check") await this.check();
  }

  back(): void {
    this.problem = null;
    this.step = STEPS[this.index - 1] ?? this.step;
  }

  /**
   * The choices are kept first, because the check asks only for what is wanted: a microphone that is
   * not wanted is not even opened.
   */
  async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    try {
      await this.#host.changeSettings(changesOf(this.choices));
      this.findings = await this.#host.findings();
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isChecking = false;
    }
  }

  /** Recording begins; `null` if it did not, else what was missed. */
  async start(): Promise<Missed[] | null> {
    if (this.isStarting) return null;
    this.isStarting = true;
    this.problem = null;
    try {
      await this.#host.setUp(changesOf(this.choices));
    } catch (error) {
      this.problem = problemOf(error);
      this.isStarting = false;
      return null;
    }
    const missed: Missed[] = [];
    const wish = async (what: Missed["what"], act: () => Promise<unknown>) => {
      try {
        await act();
      } catch (error) {
        missed.push({ what, problem: problemOf(error) });
      }
    };
    const name = this.client.trim();
    if (name) await wish("client", () => this.#host.addClient(name, null));
    if (this.startsAtLogin) await wish("login", () => this.#host.setStartAtLogin(true));
    this.isStarting = false;
    return missed;
  }
}

export function changesOf({ pictures, words, sound, microphone, system_sound }: Choices): Change[] {
  return [{ pictures }, { words: pictures && words }, { sound }, { microphone }, { system_sound }];
}

/** The findings that matter for these choices: what does not work first, else as one thinks of them. */
export function relevant(findings: Finding[], choices: Choices): Finding[] {
  const { pictures, words, sound, microphone, system_sound } = choices;
  const hears = sound !== "off";
  const wanted: [code: string, isWanted: boolean][] = [
    ["front_window", true],
    ["idle_time", true],
    ["lock", true],
    ["pictures", pictures],
    ["words", pictures && words],
    ["microphone", hears && microphone],
    ["system_audio", hears && system_sound],
    ["calls", sound === "calls"],
    ["speech_model", hears && (microphone || system_sound)],
    ["keys", pictures || hears],
  ];
  const found = wanted
    .filter(([, isWanted]) => isWanted)
    .flatMap(([code]) => findings.filter((finding) => finding.code === code));
  const worse = findings.filter(({ code, works }) => !works && (code === "senses" || code === "exclusions"));
  return [...worse, ...found].toSorted((a, b) => Number(a.works) - Number(b.works));
}
