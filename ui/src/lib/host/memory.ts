// A whole Daybook in memory: every command does what it says, to a simulated machine. The page runs on
// it in a browser and in tests; the app that is shipped never loads it.

import type { LightState, MonthDay, PauseLength } from "./bindings";
import type { Commands, Host } from "./host";
import { dateOf, isDate, MINUTE, plusDays, startOf } from "./memory/civil";
import { frontAt } from "./memory/doing";
import { BUILT_IN, readPattern, verdictOn } from "./memory/exclusions";
import { findingsOn } from "./memory/findings";
import { catalogue } from "./memory/catalogue";
import { editing } from "./memory/editing";
import { awaysOf } from "./memory/aways";
import { lengthWithin } from "./memory/entries";
import { noting } from "./memory/noting";
import type { Plain } from "./memory/plain";
import { refusal } from "./memory/refusal";
import { reporting } from "./memory/reporting";
import { reviewing } from "./memory/reviewing";
import { seed } from "./memory/seed";
import { changed } from "./memory/settings";
import { timing } from "./memory/timing";
import type { Current, Day, Privacy, Shell, Status } from "./memory/wire";
import { type Options, World } from "./memory/world";

export interface MemoryHost extends Host {
  /** The simulated machine: its clock, its faults, what happens on it. */
  readonly world: World;
}

export function memory(options: Options = {}): MemoryHost {
  const world = new World(options);
  if (options.isSetUp ?? true) seed(world);
  return {
    ...overTheWire(world, commandsOf(world)),
    on: (listener) => world.listen(listener),
    world,
  };
}

/** Copies what goes in and out, as the wire does; lets time pass first; fails where a fault was set. */
function overTheWire(world: World, plain: Plain): Commands {
  const commands = Object.entries(plain).map(([name, run]) => {
    const command = async (...args: unknown[]) => {
      if (world.isSilent) return new Promise(() => undefined);
      const problem = world.refusalOf(name);
      if (problem) throw problem;
      world.tick();
      return copy(await (run as (...args: unknown[]) => unknown)(...copy(args)));
    };
    return [name, command];
  });
  return Object.fromEntries(commands) as Commands;
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value ?? null)) as T;
}

function commandsOf(world: World): Plain {
  const { timesheet, ledger, models } = world;
  const done = (...kinds: ("blocks" | "clients" | "settings" | "status" | "ledger")[]): null => {
    kinds.forEach((kind) => world.tell({ kind }));
    return null;
  };
  const ask = (what: string): null => {
    world.asked.push(what);
    return null;
  };

  return {
    ...catalogue(world),
    ...editing(world),
    ...noting(world),
    ...reporting(world),
    ...reviewing(world),
    ...timing(world),
    status: () => statusOf(world),
    shell: () => shellOf(world),
    setUp: (choices) => {
      world.settings = changed(world.settings, choices);
      if (world.setUpAt === null) world.begin();
      return done("settings", "status", "ledger");
    },
    day: (date) => dayOf(world, date ?? dateOf(world.now, world.zone)),
    month: (month) => monthOf(world, month),
    evidence: (id) => {
      const { start_ms, end_ms } = timesheet.block(id);
      return ledger.seen(start_ms, end_ms);
    },
    current: () => currentOf(world),
    correct: (id, correction) => {
      timesheet.correct([id], correction, world.now);
      done("blocks");
      return timesheet.block(id);
    },
    correctAll: (ids, correction) => {
      timesheet.correct(ids, correction, world.now);
      return done("blocks");
    },
    confirm: (ids) => {
      timesheet.confirm(ids, world.now);
      return done("blocks");
    },
    reopen: (ids) => {
      timesheet.reopen(ids, world.now);
      return done("blocks");
    },
    undo: () => {
      const step = timesheet.undo();
      if (step) done("blocks");
      return step;
    },
    redo: () => {
      const step = timesheet.redo();
      if (step) done("blocks");
      return step;
    },
    clients: () => timesheet.clients,
    addClient: (name, currency) => {
      const client = timesheet.addClient(name, currency ?? world.settings.currency);
      done("clients");
      return client;
    },
    addProject: (client, name) => {
      const project = timesheet.addProject(client, name);
      done("clients");
      return project;
    },
    pause: (length) => {
      world.pauseUntil(endOf(world, length));
      return null;
    },
    resume: () => {
      world.resume();
      return null;
    },
    forget: (minutes) => {
      if (!(minutes > 0)) throw refusal("input", "give a number of minutes, like 5");
      return world.forget(minutes);
    },
    privacy: () => privacyOf(world),
    selfCheck: () => world.selfCheck(),
    wouldCapture: (window) => verdictOn(window, world.exclusions, world.broken),
    addExclusion: (field, pattern) => {
      const exclusion = { id: world.mint(), field, pattern: readPattern(pattern) };
      world.exclusions = [...world.exclusions, exclusion];
      done("settings", "status");
      return exclusion;
    },
    removeExclusion: (id) => {
      const isKnown = [...world.exclusions, ...world.broken].some((one) => one.id === id);
      if (!isKnown) throw refusal("unknown", `there is no exclusion with the id ${id}`);
      world.exclusions = world.exclusions.filter((one) => one.id !== id);
      world.broken = world.broken.filter((one) => one.id !== id);
      return done("settings", "status");
    },
    settings: () => world.settings,
    changeSettings: (changes) => {
      world.settings = changed(world.settings, changes);
      done("settings");
      return world.settings;
    },
    setGeminiKey: (key) => {
      if (!key.trim()) throw refusal("input", "the key is empty; paste the key that Google gave you");
      world.settings = { ...world.settings, gemini_key: true };
      return done("settings");
    },
    removeGeminiKey: () => {
      world.settings = { ...world.settings, gemini_key: false };
      return done("settings");
    },
    findings: () =>
      findingsOn({
        platform: world.platform,
        home: world.home,
        settings: world.settings,
        model: models.inUse,
        broken: world.broken.length,
        denied: world.denied,
      }),
    models: () => models.list,
    installModel: (name) => {
      models.install(name);
      return null;
    },
    cancelModel: () => {
      models.cancel();
      return null;
    },
    useModel: (name) => {
      models.use(name);
      return done("settings");
    },
    removeModel: (name) => {
      models.remove(name);
      return done("settings");
    },
    startsAtLogin: () => world.startsAtLogin,
    setStartAtLogin: (on) => {
      world.startsAtLogin = on;
      return null;
    },
    checkForUpdate: () => (world.updatesOff === null ? world.update : null),
    installUpdate: () => {
      if (world.updatesOff !== null) throw refusal("update", world.updatesOff);
      if (world.update === null) throw refusal("update", "there is no newer version to install");
      return ask("install_update");
    },
    showData: () => ask("show_data"),
    painted: () => ask("painted"),
    hide: () => ask("hide"),
    quit: () => {
      world.hasEnded = true;
      return ask("quit");
    },
  };
}

function statusOf(world: World): Status {
  const { timesheet, captures, ledger, settings, doing } = world;
  const { startOfToday, now } = world;
  const isWriting = world.isWriting;
  const work = ledger
    .within(startOfToday, now)
    .filter(({ state }) => state === "working" || state === "call");
  const tracks = { microphone: settings.microphone, system: settings.system_sound };
  return {
    light: lightOf(world),
    state: isWriting ? world.state : null,
    last_written_ms: world.lastWritten,
    now_ms: now,
    paused_until_ms: world.pausedUntil === Infinity ? -1 : world.pausedUntil,
    troubles: world.troubles,
    no_pictures: world.noPictures,
    sound: (["microphone", "system"] as const).map((track) => {
      const isOn = settings.sound !== "off" && tracks[track];
      const isHearing = isOn && isWriting && (settings.sound === "always" || world.state === "call");
      const device = track === "microphone" ? "Built-in Microphone" : "Built-in Speakers";
      return { track, state: isHearing ? "hearing" : isOn ? "waiting" : "off", device: isOn ? device : null };
    }),
    spool: captures.spool(settings.budget_megabytes * 1_000_000),
    queue: world.queue,
    today_ms: work.reduce((sum, one) => sum + one.end_ms - one.start_ms, 0),
    drafts: timesheet.within(startOfToday, now).filter((block) => block.status === "draft").length,
    client: timesheet.find(doing.subject.client)?.name ?? null,
    is_set_up: world.setUpAt !== null,
  };
}

function lightOf(world: World): LightState {
  if (world.setUpAt === null || world.hasEnded) return "off";
  if (world.isElsewhere) return "elsewhere";
  if (world.troubles.length > 0) return "problem";
  const { state } = world;
  return state === "paused" || state === "excluded" ? state : "recording";
}

function shellOf(world: World): Shell {
  const language = world.settings.language === "system" ? world.language : world.settings.language;
  const page = world.page;
  world.page = null;
  return {
    version: "0.3.0",
    platform: world.platform,
    tray: world.tray,
    language,
    locale: language === "de" ? "de-AT" : "en-GB",
    home: world.home,
    updates_off: world.updatesOff,
    page,
  };
}

function dayOf(world: World, date: string): Day {
  if (!isDate(date)) throw refusal("input", `‘${date}’ is not a date; write it like 2026-11-20`);
  const { zone, now, timesheet } = world;
  const [start_ms, end_ms] = [startOf(date, zone), startOf(plusDays(date, 1), zone)];
  return {
    date,
    zone,
    start_ms,
    end_ms,
    now_ms: now,
    is_today: date === dateOf(now, zone),
    blocks: timesheet.within(start_ms, end_ms),
    stretches: world.ledger.within(start_ms, Math.min(end_ms, now)),
    undo: timesheet.undoable,
    redo: timesheet.redoable,
    overlaps: world.twice.undecided(timesheet.within(start_ms, end_ms)),
    aways: awaysOf(world, start_ms, end_ms),
  };
}

function monthOf(world: World, month: string): MonthDay[] {
  let date = `${month}-01`;
  if (!isDate(date)) throw refusal("input", `‘${month}’ is not a month; write it like 2026-11`);
  const days: MonthDay[] = [];
  for (; date.startsWith(month); date = plusDays(date, 1)) {
    const [start, end] = [startOf(date, world.zone), startOf(plusDays(date, 1), world.zone)];
    const blocks = world.timesheet.within(start, end);
    const work_ms = blocks.reduce((sum, block) => sum + lengthWithin(block, start, end), 0);
    if (work_ms > 0)
      days.push({ date, work_ms, drafts: blocks.filter((block) => block.status === "draft").length });
  }
  return days;
}

function currentOf(world: World): Current {
  const { ledger, timesheet, doing, state, isWriting } = world;
  const newest = ledger.newest;
  if (!isWriting || !newest) return null;
  const isContent = state === "working" || state === "call";
  const [program, title] = frontAt(doing, world.now);
  const client = isContent ? timesheet.find(doing.subject.client) : null;
  const project = client?.projects.find((one) => one.name === doing.subject.project) ?? null;
  return {
    state,
    since_ms: isContent ? (ledger.since(program) ?? world.now) : newest.start_ms,
    program: isContent ? program : null,
    title: isContent ? title : null,
    client: client && { id: client.id, name: client.name },
    project: project && { id: project.id, name: project.name },
    label: client ? doing.subject.label : "",
  };
}

function privacyOf(world: World): Privacy {
  const { captures, settings, startOfToday } = world;
  return {
    spool: captures.spool(settings.budget_megabytes * 1_000_000),
    wiped_today_files: captures.wipedSince(startOfToday),
    outbound_today_bytes: captures.sentSince(startOfToday),
    has_cloud_key: settings.gemini_key,
    receipts: captures.receipts,
    outbound: captures.outbound,
    exclusions: world.exclusions,
    broken: world.broken,
    built_in: BUILT_IN,
    retention_hours: settings.retention_hours,
  };
}

function endOf(world: World, length: PauseLength): number {
  switch (length) {
    case "quarter_hour":
      return world.now + 15 * MINUTE;
    case "hour":
      return world.now + 60 * MINUTE;
    case "until_tomorrow":
      return startOf(plusDays(dateOf(world.now, world.zone), 1), world.zone);
    case "until_resumed":
      return Infinity;
  }
}
