// A machine that somebody works at, as far as Daybook is concerned: time passes in steps, captures pile
// up and are wiped, chunks become drafts. What people do to it are its commands (`memory.ts`); what
// tests and the demo do to it are the methods here.

import type {
  Changed,
  Exclusion,
  Leftover,
  Problem,
  SelfCheck,
  Settings,
  State,
  Timespan,
  Trouble,
  TroubleCode,
  Update,
} from "../bindings";
import { Captures } from "./captures";
import { dateOf, MINUTE, plusDays, SECOND, startOf } from "./civil";
import { type Doing, frontAt, LOGIN, type Subject, TURN } from "./doing";
import { verdictOn } from "./exclusions";
import type { Denied } from "./findings";
import { Ledger, without } from "./ledger";
import { Models } from "./models";
import { Notebook } from "./notebook";
import { Pricing } from "./pricing";
import { Rulebook } from "./rulebook";
import { DELIVERED } from "./settings";
import { Timers } from "./timers";
import { type Draft, Timesheet } from "./timesheet";
import { isKept, troubleOf } from "./troubles";
import { Twice } from "./twice";
import type { Platform } from "./wire";

export interface Options {
  /** Asked for the time; without it the machine's own clock runs, and changes are told as they come. */
  now?: () => number;
  /** IANA name; Europe/Vienna where none is given. */
  zone?: string;
  /** Whether the owner has been through the first run; yes where nothing is said. */
  isSetUp?: boolean;
  platform?: Platform;
  /** The language in force, "en" or "de". */
  language?: string;
  tray?: boolean;
}

const CHUNK = 5 * MINUTE;
/** A chunk's blocks stand so long after its end. */
const WORK = 20 * SECOND;

export class World {
  readonly ledger = new Ledger();
  readonly captures = new Captures();
  readonly models: Models;
  readonly timesheet: Timesheet;
  readonly twice = new Twice();
  readonly timers = new Timers();
  readonly notebook = new Notebook();
  readonly rulebook = new Rulebook();
  readonly pricing = new Pricing();
  readonly platform: Platform;
  readonly language: string;
  /** What the owner asked of the system: show_data, hide, quit, painted, install_update. */
  readonly asked: string[] = [];
  /** The file that was saved last. */
  saved: { name: string; text: string } | null = null;
  readonly denied = new Set<Denied>();
  zone: string;
  settings: Settings = { ...DELIVERED };
  exclusions: Exclusion[] = [];
  broken: Exclusion[] = [];
  leftovers: Leftover[] = [];
  tray: boolean;
  page: string | null = null;
  startsAtLogin = false;
  update: Update | null = null;
  updatesOff: string | null = null;
  /** Another process captures. */
  isElsewhere = false;
  /** The host answers no more, as when the engine hangs. */
  isSilent = false;
  setUpAt: number | null = null;
  pausedUntil: number | null = null;
  doing: Doing = LOGIN;
  troubles: Trouble[] = [];
  hasEnded = false;
  /** Absences that somebody has decided about, and those that were asked about in vain. */
  decidedAways: Timespan[] = [];
  askedAways: Timespan[] = [];
  #source: () => number;
  #offset = 0;
  /** Until when the simulation has come. */
  #at: number;
  #pieces: (Subject & { start_ms: number; end_ms: number })[] = [];
  #listeners = new Set<(change: Changed) => void>();
  #refusals = new Map<string, Problem>();
  #beat: ReturnType<typeof setInterval> | undefined;
  #minted = 0;
  readonly #isLive: boolean;

  constructor(options: Options) {
    this.#isLive = options.now === undefined;
    this.#source = options.now ?? Date.now;
    this.#at = this.now;
    this.zone = options.zone ?? "Europe/Vienna";
    this.platform = options.platform ?? "linux";
    this.language = options.language ?? "en";
    this.tray = options.tray ?? true;
    this.timesheet = new Timesheet(
      () => this.mint(),
      () => this.zone,
    );
    this.models = new Models((progress) => this.tell(progress), this.#isLive ? 150 : 5);
  }

  get now(): number {
    return Math.floor(this.#source()) + this.#offset;
  }

  get home(): string {
    switch (this.platform) {
      case "linux":
        return "/home/mara/.local/share/daybook";
      case "macos":
        return "/Users/mara/Library/Application Support/daybook";
      case "windows":
        return "C:\\Users\\mara\\AppData\\Local\\daybook";
    }
  }

  get startOfToday(): number {
    return startOf(dateOf(this.now, this.zone), this.zone);
  }

  /** Whether rows are being written. */
  get isWriting(): boolean {
    const isHindered = this.troubles.some(({ code }) => isKept(code) !== "written");
    return this.setUpAt !== null && !this.isElsewhere && !this.hasEnded && !isHindered;
  }

  get lastWritten(): number | null {
    const end = this.ledger.end;
    if (end === null || !this.isWriting) return end;
    return Math.max(this.setUpAt ?? 0, Math.floor(this.now / (2 * SECOND)) * 2 * SECOND);
  }

  /** Work that waits to become blocks. */
  get queue(): number {
    const chunk = Math.floor(this.now / CHUNK) * CHUNK;
    return this.#pieces.some((piece) => piece.start_ms < chunk) ? 1 : 0;
  }

  listen(listener: (change: Changed) => void): () => void {
    this.#listeners.add(listener);
    if (this.#isLive && this.#beat === undefined) {
      this.#beat = setInterval(() => this.tick(), SECOND);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#beat);
      this.#beat = undefined;
    };
  }

  tell(change: Changed): void {
    [...this.#listeners].forEach((listener) => listener(change));
  }

  // What tests and the demo do.

  /** Moves the clock; what happens meanwhile happens, and is told. */
  setNow(ms: number): void {
    this.#offset += ms - this.now;
    this.tick();
  }

  advance(ms: number): void {
    this.setNow(this.now + ms);
  }

  /** Goes to the first second of the next local day. */
  goToNextDay(): void {
    const next = plusDays(dateOf(this.now, this.zone), 1);
    this.setNow(startOf(next, this.zone) + SECOND);
  }

  setZone(zone: string): void {
    this.zone = zone;
    this.tell({ kind: "day" });
  }

  setTray(isThere: boolean): void {
    this.tray = isThere;
    this.tell({ kind: "tray" });
  }

  /** The tray or a notification asks for a page. */
  go(page: string): void {
    this.page = page;
    this.tell({ kind: "go", page });
  }

  /** The owner closes the window and there is no tray. */
  askToClose(): void {
    this.tell({ kind: "close_asked" });
  }

  /** Somebody begins to do something else. */
  turnTo(doing: Doing): void {
    this.tick();
    this.doing = doing;
    this.tell({ kind: "ledger" });
    this.tell({ kind: "status" });
  }

  /** A chunk is committed: its draft stands. */
  commitBlock(draft: Draft): string {
    const { id } = this.timesheet.draft(draft);
    this.tell({ kind: "blocks" });
    return id;
  }

  /** Something goes wrong now. */
  trouble(code: TroubleCode, message?: string): void {
    this.tick();
    this.clear(code);
    this.troubles.unshift(troubleOf(code, this.now, message));
    if (code === "disk_full") this.models.fault = { code: "file", message: this.troubles[0]?.message ?? "" };
    this.tell({ kind: "status" });
  }

  /** It is mended; without a code everything is. */
  clear(code?: TroubleCode): void {
    const gone = this.troubles.filter((one) => code === undefined || one.code === code);
    if (gone.length === 0) return;
    this.tick();
    this.troubles = this.troubles.filter((one) => !gone.includes(one));
    if (gone.some((one) => one.code === "disk_full")) this.models.fault = null;
    const end = this.ledger.end ?? this.now;
    if (gone.some((one) => isKept(one.code) === "later")) this.#pass(end, this.now);
    this.tell({ kind: "ledger" });
    this.tell({ kind: "status" });
  }

  /** A command fails from now on, or works again. */
  refuse(command: string, problem: Problem | null): void {
    if (problem) this.#refusals.set(command, problem);
    else this.#refusals.delete(command);
  }

  refusalOf(command: string): Problem | undefined {
    return this.#refusals.get(command);
  }

  /** The system denies something, or allows it again. */
  deny(what: Denied, isDenied = true): void {
    if (isDenied) this.denied.add(what);
    else this.denied.delete(what);
  }

  // What the commands need.

  mint(): string {
    this.#minted += 1;
    const time = this.now.toString(16).padStart(12, "0");
    const count = this.#minted.toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`;
  }

  /** Capture begins. */
  begin(at_ms = this.now): void {
    this.setUpAt = at_ms;
    this.#at = at_ms;
  }

  /** Somebody does something until then. */
  live(doing: Doing, until: number): void {
    this.doing = doing;
    this.#pass(this.#at, until);
    this.#at = Math.max(this.#at, until);
  }

  /** Daybook is ended, and started again then. */
  sleepUntil(until: number): void {
    if (this.#pieces.length > 0) this.#commit(this.#at, this.#at + WORK);
    this.#at = Math.max(this.#at, until);
  }

  pauseUntil(until: number): void {
    this.tick();
    this.pausedUntil = until;
    this.#toldLedger();
  }

  resume(): void {
    this.tick();
    this.pausedUntil = null;
    this.#toldLedger();
  }

  /** The state that is being written now. */
  get state(): State {
    if (this.pausedUntil !== null) return "paused";
    const [program, title] = frontAt(this.doing, this.now);
    return this.#isExcluded(program, title) ? "excluded" : this.doing.state;
  }

  forget(minutes: number): { files: number; bytes: number; drafts: number } {
    this.tick();
    const [start, end] = [this.now - minutes * MINUTE, this.now];
    const receipt = this.captures.wipe(start, end, this.now, "forgotten");
    this.#pieces = this.#pieces.flatMap((piece) => without(piece, start, end));
    this.ledger.forget(start, end);
    const drafts = this.timesheet.forget(start, end);
    this.tell({ kind: "blocks" });
    this.tell({ kind: "wiped" });
    this.#toldLedger();
    return { files: receipt?.files ?? 0, bytes: receipt?.bytes ?? 0, drafts };
  }

  selfCheck(): SelfCheck {
    const { files, bytes } = this.captures.spool(0);
    const models = this.models.list.filter((model) => model.installed);
    const weights = models.reduce((sum, model) => sum + model.size_bytes, 0);
    const [database, backups] = [3 * 1_480_000, 7 * 1_200_000];
    return {
      at_ms: this.now,
      files: files + models.length + 3 + 7 + this.leftovers.length,
      bytes: bytes + weights + database + backups,
      leftovers: this.leftovers,
    };
  }

  /** Lets time pass until now. */
  tick(): void {
    const now = this.now;
    const before = this.#at;
    if (now <= before) return;
    // First, because who is told of what happens asks at once, and that lets time pass again.
    this.#at = now;
    if (this.isWriting) this.#pass(before, now);
    if (this.isWriting) this.tell({ kind: "ledger" });
    if (dateOf(before, this.zone) !== dateOf(now, this.zone)) this.tell({ kind: "day" });
  }

  #pass(from: number, to: number): void {
    for (let at = from; at < to;) {
      const commit = Math.ceil((at + 1 - WORK) / CHUNK) * CHUNK + WORK;
      const turn = (Math.floor(at / TURN) + 1) * TURN;
      const pause = this.pausedUntil !== null && this.pausedUntil > at ? this.pausedUntil : Infinity;
      const next = Math.min(to, commit, turn, pause);
      this.#live(at, next);
      at = next;
      if (at === commit) this.#commit(commit - WORK, commit);
      if (at === pause) {
        this.pausedUntil = null;
        this.tell({ kind: "status" });
      }
    }
  }

  #live(from: number, to: number): void {
    if (this.pausedUntil !== null) {
      this.ledger.add("paused", from, to);
      return;
    }
    const [program, title] = frontAt(this.doing, from);
    const { state, subject } = this.doing;
    const isContent = state === "working" || state === "call";
    if (isContent && this.#isExcluded(program, title)) {
      this.ledger.add("excluded", from, to);
      return;
    }
    this.ledger.add(state, from, to);
    if (!isContent) return;
    this.ledger.saw(program, title, from, to);
    this.#pieces.push({ ...subject, start_ms: from, end_ms: to });
    if (this.troubles.some((one) => one.code === "spool_full")) return;
    const { sound } = this.settings;
    this.captures.take(
      from,
      to,
      this.noPictures === null,
      sound === "always" || (sound === "calls" && state === "call"),
    );
  }

  /** Why no pictures are taken, if none are. */
  get noPictures(): string | null {
    const { pictures, words, gemini, gemini_pictures, gemini_key } = this.settings;
    if (!pictures) return "pictures are switched off in the settings";
    if (this.denied.has("pictures")) return "the system lets nobody take pictures";
    const isRead =
      (words && !this.denied.has("words on screen")) || (gemini && gemini_pictures && gemini_key);
    return isRead
      ? null
      : "no pictures are taken, because nothing would read them: install tesseract-ocr, or let Gemini see pictures in the settings";
  }

  #commit(end: number, at_ms: number): void {
    const ready = this.#pieces.flatMap((piece) => without(piece, end, Infinity));
    this.#pieces = this.#pieces.flatMap((piece) => without(piece, -Infinity, end));
    ready.forEach((piece) => this.timesheet.draft(piece));
    if (ready.length > 0) this.tell({ kind: "blocks" });
    const isUnsure = ready.some((piece) => piece.confidence < 0.9);
    if (isUnsure && this.settings.gemini && this.settings.gemini_key) this.#ask(at_ms, end);
    const receipt = this.captures.wipe(-Infinity, end, at_ms, "committed");
    if (receipt) {
      receipt.start_ms = Math.max(end - CHUNK, ready[0]?.start_ms ?? end - CHUNK);
      this.tell({ kind: "wiped" });
    }
    this.tell({ kind: "status" });
  }

  #ask(at_ms: number, end: number): void {
    const kinds = ["titles", "words", "names", "recent"];
    if (this.settings.gemini_pictures) kinds.push("pictures");
    const bytes = 2_400 + ((end / SECOND) % 900) + (this.settings.gemini_pictures ? 310_000 : 0);
    this.captures.send({ at_ms, service: "gemini", model: "gemini-3.8-flash", bytes, kinds });
  }

  #isExcluded(program: string, title: string): boolean {
    const { why } = verdictOn({ program, title }, this.exclusions, this.broken);
    return why !== "open" && why !== "own" && why !== "unreadable";
  }

  #toldLedger(): void {
    this.tell({ kind: "ledger" });
    this.tell({ kind: "status" });
  }
}
