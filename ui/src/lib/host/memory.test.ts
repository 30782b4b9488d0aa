import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NOTHING_SAID } from "../entry/correction";
import type { Changed } from "./bindings";
import { type MemoryHost, memory } from "./memory";
import { HOUR, MINUTE, SECOND } from "./memory/civil";
import { LUNCH, SCOPE_CALL, VAULT } from "./memory/doing";

// 11:42 in Vienna.
const NOW = Date.parse("2026-11-20T10:42:00Z");

let host: MemoryHost;
let heard: string[];

function open(options: Parameters<typeof memory>[0] = {}): MemoryHost {
  host = memory({ now: () => NOW, ...options });
  heard = [];
  host.on((change) => heard.push(change.kind));
  return host;
}

beforeEach(() => void open());

describe("the day", () => {
  test("looks like a morning of a freelancer", async () => {
    const day = await host.day(null);
    expect(day).toMatchObject({ date: "2026-11-20", zone: "Europe/Vienna", now_ms: NOW, is_today: true });
    expect(day.blocks.map((block) => [block.client?.name, block.status])).toEqual([
      ["Acme", "confirmed"],
      ["Nordwind", "draft"],
      ["Helio", "draft"],
      ["Acme", "draft"],
    ]);
    const states = day.stretches.map((stretch) => stretch.state);
    expect(states).toEqual(["off", "working", "idle", "working", "call", "excluded", "working"]);
  });

  test("accounts for every second exactly once", async () => {
    const { stretches, start_ms } = await host.day(null);
    expect(stretches[0]?.start_ms).toBe(start_ms);
    expect(stretches.at(-1)?.end_ms).toBe(NOW);
    stretches.slice(1).forEach((stretch, index) => {
      expect(stretch.start_ms).toBe(stretches[index]?.end_ms);
      expect(stretch.state, "equal neighbours are joined").not.toBe(stretches[index]?.state);
    });
  });

  test("is kept for a week before, confirmed but for what is nobody's", async () => {
    const month = await host.month("2026-11");
    expect(month.map((day) => day.date)).toEqual(
      expect.arrayContaining(["2026-11-18", "2026-11-19", "2026-11-20"]),
    );
    expect(
      month.filter((day) => ["2026-11-14", "2026-11-15"].includes(day.date)),
      "a weekend",
    ).toEqual([]);
    const { blocks } = await host.day("2026-11-19");
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.every((block) => (block.client === null) === (block.status === "draft"))).toBe(true);
  });

  test("refuses what is no date", async () => {
    await expect(host.day("20.11.2026")).rejects.toMatchObject({ code: "input" });
    await expect(host.month("2026-13")).rejects.toMatchObject({ code: "input" });
  });

  test("tells by what a block was recognised, the longest first", async () => {
    const [block] = (await host.day(null)).blocks;
    const seen = await host.evidence(block?.id ?? "");
    expect(seen[0]?.title).toContain("API review");
    expect(seen.map((one) => one.length_ms)).toEqual(
      seen.map((one) => one.length_ms).toSorted((a, b) => b - a),
    );
    const whole = seen.reduce((sum, one) => sum + one.length_ms, 0);
    expect(whole).toBe((block?.end_ms ?? 0) - (block?.start_ms ?? 0));
  });

  test("is 25 hours long when the clocks go back, in the zone in force", async () => {
    open({ now: () => Date.parse("2026-10-25T12:00:00Z") });
    const day = await host.day(null);
    expect(day.end_ms - day.start_ms).toBe(25 * HOUR);
    host.world.setZone("America/New_York");
    expect(heard).toContain("day");
    expect(await host.day(null)).toMatchObject({ zone: "America/New_York" });
  });
});

describe("time", () => {
  test("grows the ledger, and chunks become drafts and receipts", async () => {
    const before = await host.day(null);
    const receipts = (await host.privacy()).receipts.length;
    host.world.advance(6 * MINUTE);
    const after = await host.day(null);
    expect(after.stretches.at(-1)?.end_ms).toBe(NOW + 6 * MINUTE);
    expect(after.blocks.at(-1)?.id).toBe(before.blocks.at(-1)?.id);
    expect(after.blocks.at(-1)?.end_ms).toBe(Date.parse("2026-11-20T10:45:00Z"));
    expect(new Set(heard)).toEqual(new Set(["ledger", "blocks", "wiped", "status"]));
    const privacy = await host.privacy();
    expect(privacy.receipts.length).toBe(Math.min(200, receipts + 1));
    expect(privacy.receipts[0]).toMatchObject({
      cause: "committed",
      wiped_ms: Date.parse("2026-11-20T10:45:20Z"),
    });
  });

  test("goes over midnight and tells so", async () => {
    host.world.goToNextDay();
    expect(heard).toContain("day");
    expect(await host.day(null)).toMatchObject({ date: "2026-11-21", is_today: true });
    expect(await host.day("2026-11-20")).toMatchObject({ is_today: false });
  });

  test("runs by itself where nobody holds the clock, as long as somebody listens", () => {
    vi.useFakeTimers();
    const live = memory();
    const kinds: string[] = [];
    const leaveIt = live.on((change) => kinds.push(change.kind));
    vi.advanceTimersByTime(3 * SECOND);
    expect(kinds).toContain("ledger");
    leaveIt();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("a new activity shows as what is being done", async () => {
    expect(await host.current()).toMatchObject({ state: "working", client: { name: "Acme" } });
    host.world.turnTo(SCOPE_CALL);
    host.world.advance(MINUTE);
    expect(await host.current()).toMatchObject({
      state: "call",
      program: "Zoom",
      client: { name: "Helio" },
      label: "scope of phase 2",
    });
    host.world.turnTo(LUNCH);
    host.world.advance(MINUTE);
    expect(await host.current()).toMatchObject({ state: "locked", program: null, title: null, client: null });
  });
});

describe("pause", () => {
  test("keeps the time as paused and resumes by itself", async () => {
    await host.pause("quarter_hour");
    expect(await host.status()).toMatchObject({
      light: "paused",
      state: "paused",
      paused_until_ms: NOW + 15 * MINUTE,
    });
    host.world.advance(20 * MINUTE);
    expect(await host.status()).toMatchObject({ light: "recording", paused_until_ms: null });
    const [paused, working] = (await host.day(null)).stretches.slice(-2);
    expect(paused).toMatchObject({ state: "paused", start_ms: NOW, end_ms: NOW + 15 * MINUTE });
    expect(working?.state).toBe("working");
  });

  test("lasts until tomorrow, or until it is resumed", async () => {
    await host.pause("until_tomorrow");
    expect((await host.status()).paused_until_ms).toBe(Date.parse("2026-11-20T23:00:00Z"));
    await host.pause("until_resumed");
    expect((await host.status()).paused_until_ms).toBe(-1);
    host.world.advance(30 * HOUR);
    expect((await host.status()).light).toBe("paused");
    await host.resume();
    expect(await host.status()).toMatchObject({ light: "recording", paused_until_ms: null });
  });

  test("captures nothing", async () => {
    await host.pause("hour");
    const { files } = (await host.status()).spool;
    host.world.advance(3 * MINUTE);
    expect((await host.status()).spool.files).toBeLessThanOrEqual(files);
  });
});

describe("forget", () => {
  test("takes captures, titles and drafts, and leaves the time and what was confirmed", async () => {
    const before = await host.day(null);
    const gone = await host.forget(60);
    expect(gone.drafts).toBe(2);
    expect(gone.files).toBeGreaterThan(0);
    const { blocks, stretches } = await host.day(null);
    expect(blocks.map((block) => block.client?.name)).toEqual(["Acme", "Nordwind", "Helio"]);
    expect(blocks.at(-1)?.end_ms, "the call is cut where forgetting begins").toBe(NOW - HOUR);
    expect(stretches.at(-1)).toEqual({ start_ms: NOW - HOUR, end_ms: NOW, state: "excluded" });
    expect(stretches.at(-1)?.end_ms).toBe(before.stretches.at(-1)?.end_ms);
    expect((await host.privacy()).receipts[0]).toMatchObject({ cause: "forgotten", files: gone.files });
    expect((await host.status()).spool.files).toBe(0);
    expect(heard).toEqual(expect.arrayContaining(["blocks", "wiped", "ledger"]));
  });

  test("what was forgotten becomes no draft later", async () => {
    await host.forget(60);
    host.world.advance(10 * MINUTE);
    const last = (await host.day(null)).blocks.at(-1);
    expect(last?.start_ms).toBe(NOW);
  });
});

describe("corrections", () => {
  test("are made, undone and done again, and each is told", async () => {
    const id = (await host.day(null)).blocks[1]?.id ?? "";
    const { id: client } = await host.addClient("Seeblick", null);
    expect(await host.correct(id, { ...NOTHING_SAID, client: "Seeblick" })).toMatchObject({
      client: { id: client },
    });
    expect((await host.day(null)).undo).toMatchObject({ kind: "assign", blocks: 1 });
    await host.undo();
    expect((await host.day(null)).blocks[1]?.client?.name).toBe("Nordwind");
    expect(await host.redo()).toMatchObject({ kind: "assign" });
    expect(heard.filter((kind) => kind === "blocks")).toHaveLength(3);
    expect(heard).toContain("clients");
  });

  test("several drafts are confirmed at once", async () => {
    const drafts = (await host.day(null)).blocks.filter((block) => block.status === "draft");
    await host.confirm(drafts.map((block) => block.id));
    expect((await host.status()).drafts).toBe(0);
    await host.reopen(drafts.map((block) => block.id));
    expect((await host.status()).drafts).toBe(3);
  });

  test("what comes over the wire is a copy", async () => {
    const day = await host.day(null);
    day.blocks.forEach((block) => (block.label = "changed by the page"));
    expect((await host.day(null)).blocks[0]?.label).toBe("API review");
  });
});

describe("exclusions", () => {
  test("hide the window in front at once, and its time is excluded", async () => {
    const { id } = await host.addExclusion("title", "acme");
    expect(await host.status()).toMatchObject({ light: "excluded", state: "excluded" });
    host.world.advance(MINUTE);
    expect(await host.current()).toMatchObject({ state: "excluded", program: null, title: null });
    await host.removeExclusion(id);
    expect((await host.status()).light).toBe("recording");
    await expect(host.removeExclusion(id)).rejects.toMatchObject({ code: "unknown" });
  });

  test("are obeyed by the try-out", async () => {
    const window = { program: "Slack", title: "Mara" };
    expect((await host.wouldCapture(window)).captured).toBe(true);
    await host.addExclusion("program", "slack");
    expect(await host.wouldCapture(window)).toEqual({ captured: false, why: "owner", detail: "slack" });
  });

  test("a password manager in front is excluded", async () => {
    host.world.turnTo(VAULT);
    expect((await host.status()).light).toBe("excluded");
  });
});

describe("trouble", () => {
  test("shows as a problem, the newest first, and goes when it is mended", async () => {
    host.world.trouble("microphone");
    host.world.trouble("disk_full");
    const status = await host.status();
    expect(status.light).toBe("problem");
    expect(status.troubles.map((trouble) => trouble.code)).toEqual(["disk_full", "microphone"]);
    host.world.clear();
    expect(await host.status()).toMatchObject({ light: "recording", troubles: [] });
  });

  test("with a full disk nothing is written, and nothing is lost either", async () => {
    host.world.trouble("disk_full");
    host.world.advance(2 * MINUTE);
    expect(await host.status()).toMatchObject({ state: null, last_written_ms: NOW });
    host.world.clear("disk_full");
    const last = (await host.day(null)).stretches.at(-1);
    expect(last).toMatchObject({ state: "working", end_ms: NOW + 2 * MINUTE });
  });

  test("time in which the recorder had ended is off", async () => {
    host.world.trouble("ended");
    host.world.advance(2 * MINUTE);
    host.world.clear();
    host.world.advance(MINUTE);
    const states = (await host.day(null)).stretches.slice(-3).map((stretch) => stretch.state);
    expect(states).toEqual(["working", "off", "working"]);
  });

  test("a full spool keeps the time and takes no more captures", async () => {
    const { files } = (await host.status()).spool;
    host.world.trouble("spool_full");
    host.world.advance(2 * MINUTE);
    expect((await host.status()).spool.files).toBe(files);
    expect((await host.day(null)).stretches.at(-1)?.end_ms).toBe(NOW + 2 * MINUTE);
  });

  test("a command fails as it is told to, and a host that hangs never answers", async () => {
    host.world.refuse("settings", { code: "settings", message: "cannot be read" });
    await expect(host.settings()).rejects.toEqual({ code: "settings", message: "cannot be read" });
    host.world.refuse("settings", null);
    await expect(host.settings()).resolves.toBeTruthy();
    host.world.isSilent = true;
    const answer = await Promise.race([host.status(), Promise.resolve("nothing")]);
    expect(answer).toBe("nothing");
  });

  test("another Daybook that captures, and one that was quit, are told apart", async () => {
    host.world.isElsewhere = true;
    expect((await host.status()).light).toBe("elsewhere");
    host.world.isElsewhere = false;
    await host.quit();
    expect((await host.status()).light).toBe("off");
    expect(host.world.asked).toContain("quit");
  });
});

describe("before the first run", () => {
  beforeEach(() => void open({ isSetUp: false }));

  test("nothing is on, and nothing is kept", async () => {
    host.world.advance(10 * MINUTE);
    expect(await host.status()).toMatchObject({
      light: "off",
      is_set_up: false,
      last_written_ms: null,
      spool: { files: 0 },
    });
    expect((await host.day(null)).stretches).toEqual([]);
    expect(await host.current()).toBeNull();
  });

  test("setting up takes the choices and begins", async () => {
    await host.setUp([{ pictures: false }, { sound: "off" }]);
    expect(await host.settings()).toMatchObject({ pictures: false, sound: "off" });
    host.world.advance(6 * MINUTE);
    expect(await host.status()).toMatchObject({ light: "recording", is_set_up: true, spool: { files: 0 } });
    const day = await host.day(null);
    expect(day.stretches).toEqual([{ start_ms: NOW, end_ms: NOW + 6 * MINUTE, state: "working" }]);
    expect(day.blocks).toMatchObject([{ client: null, why: { kind: "nothing" } }]);
  });
});

describe("settings", () => {
  test("change at once, all or none", async () => {
    expect(await host.changeSettings([{ theme: "dark" }, { idle_after_seconds: 60 }])).toMatchObject({
      theme: "dark",
      idle_after_seconds: 60,
    });
    await expect(host.changeSettings([{ theme: "light" }, { retention_hours: 0 }])).rejects.toMatchObject({
      code: "input",
    });
    await expect(host.changeSettings([{ review_at: "25:00" }])).rejects.toMatchObject({ code: "input" });
    expect(await host.settings()).toMatchObject({ theme: "dark" });
  });

  test("the language set goes before the system's", async () => {
    open({ language: "de" });
    expect((await host.shell()).language).toBe("de");
    await host.changeSettings([{ language: "en" }]);
    expect((await host.shell()).language).toBe("en");
  });

  test("a key is taken, never shown, and Gemini is asked where it is unsure", async () => {
    await expect(host.setGeminiKey(" ")).rejects.toMatchObject({ code: "input" });
    expect((await host.privacy()).outbound).toEqual([]);
    await host.setGeminiKey("secret");
    expect(JSON.stringify(await host.settings())).not.toContain("secret");
    host.world.advance(6 * MINUTE);
    const privacy = await host.privacy();
    expect(privacy.outbound[0]).toMatchObject({
      service: "gemini",
      kinds: expect.arrayContaining(["titles"]),
    });
    expect(privacy.outbound_today_bytes).toBe(privacy.outbound[0]?.bytes);
    await host.removeGeminiKey();
    expect(await host.privacy()).toMatchObject({ has_cloud_key: false });
  });

  test("a wish of the tray is told once", async () => {
    host.world.go("privacy");
    expect(heard).toContain("go");
    expect((await host.shell()).page).toBe("privacy");
    expect((await host.shell()).page).toBeNull();
  });
});

describe("findings", () => {
  const finding = async (code: string) => (await host.findings()).find((one) => one.code === code);

  test("tell what was denied, only of what is wanted", async () => {
    expect(await finding("microphone")).toMatchObject({ works: true });
    host.world.deny("microphone");
    expect(await finding("microphone")).toMatchObject({
      works: false,
      note: expect.stringContaining("refuses"),
    });
    await host.changeSettings([{ sound: "off" }]);
    expect((await finding("microphone"))?.note).toContain("switched off");
    host.world.deny("words on screen");
    expect(await finding("words")).toMatchObject({ works: false });
    expect(await finding("why_pictures")).toMatchObject({ works: false });
    expect((await host.status()).no_pictures).toContain("nothing would read them");
  });

  test("are those of the platform", async () => {
    open({ platform: "macos" });
    expect(await finding("lock")).toMatchObject({ works: false });
    expect((await host.shell()).home).toContain("/Library/");
  });
});

describe("models", () => {
  let progress: Extract<Changed, { kind: "model_progress" }>[];

  beforeEach(() => {
    vi.useFakeTimers();
    open();
    progress = [];
    host.on((change) => void (change.kind === "model_progress" && progress.push(change)));
  });

  afterEach(() => void vi.useRealTimers());

  test("are fetched with progress, then used, then removed", async () => {
    await host.installModel("base");
    await expect(host.installModel("small-q8_0"), "one at a time").rejects.toMatchObject({ code: "model" });
    await vi.runAllTimersAsync();
    expect(progress[0]).toMatchObject({ name: "base", done_bytes: 0, state: "running" });
    expect(progress.at(-1)).toMatchObject({ state: "done", done_bytes: 147_951_465 });
    const sizes = progress.map((one) => one.done_bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    await host.useModel("base");
    await expect(host.removeModel("base"), "it is in use").rejects.toMatchObject({ code: "model" });
    const used = (await host.models()).filter((model) => model.in_use);
    expect(used.map((model) => [model.name, model.removable])).toEqual([["base", false]]);
    await host.useModel("tiny.en");
    await host.removeModel("base");
    expect((await host.models()).find((model) => model.name === "base")?.installed).toBe(false);
  });

  test("can be cancelled half way", async () => {
    await host.installModel("base");
    await vi.advanceTimersByTimeAsync(50);
    await host.cancelModel();
    const { length } = progress;
    await vi.runAllTimersAsync();
    expect(progress).toHaveLength(length);
    expect(progress.at(-1)?.state).toBe("cancelled");
    expect((await host.models()).find((model) => model.name === "base")?.installed).toBe(false);
  });

  test("fail with a reason when the disk is full", async () => {
    host.world.trouble("disk_full");
    await host.installModel("base");
    await vi.runAllTimersAsync();
    expect(progress.at(-1)).toMatchObject({ state: "failed", problem: { code: "file" } });
  });

  test("one that is not there cannot be used", async () => {
    await expect(host.useModel("base")).rejects.toMatchObject({ code: "model" });
    await expect(host.useModel("none")).rejects.toMatchObject({ code: "unknown" });
  });
});

describe("the self-check", () => {
  test("is clean, and tells what was left when something was", async () => {
    expect(await host.selfCheck()).toMatchObject({ at_ms: NOW, leftovers: [] });
    host.world.leftovers = [{ path: "spool/0193.png", what: "unsealed" }];
    expect((await host.selfCheck()).leftovers).toHaveLength(1);
  });
});
