import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memory } from "../host/memory";
import { Format } from "../words/format";
import { Words } from "../words/words.svelte";
import { cornerOf } from "./corner";
import { Standing } from "./standing.svelte";

const NOW = Date.UTC(2026, 10, 20, 10, 41);
const SECOND = 1000;

function stand(options: Parameters<typeof memory>[0] = {}) {
  const host = memory({ now: () => NOW, zone: "Europe/Vienna", ...options });
  const standing = new Standing(host);
  const words = new Words("en");
  const says = () => {
    flushSync();
    const { shown, word, lines } = cornerOf(standing, words.t, new Format(words));
    return { shown, word, lines, all: [word, ...lines].join(" · ") };
  };
  return { host, world: host.world, standing, says };
}

async function pass(ms: number) {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the corner", () => {
  it("says that it asks until there is an answer", async () => {
    const { standing, says } = stand();
    expect(says().shown).toBe("asking");
    const stop = standing.watch();
    await pass(0);
    expect(says().shown).toBe("recording");
    expect(says().all).toMatch(/Recording · last saved .* of raw captures/);
    stop();
  });

  it("says until when it is paused", async () => {
    const { host, standing, says } = stand();
    const stop = standing.watch();
    await host.pause("quarter_hour");
    await pass(SECOND);
    expect(says().shown).toBe("paused");
    expect(says().lines[0]).toBe("until 11:56");
    await host.pause("until_resumed");
    await pass(SECOND);
    expect(says().lines[0]).toBe("until you resume");
    stop();
  });

  it("names the worst trouble, and is well again when that has passed", async () => {
    const { world, standing, says } = stand();
    const stop = standing.watch();
    world.trouble("disk_full");
    await pass(0);
    expect(says().word).toBe("Problem");
    expect(says().lines[0]).toBe("The disk is full");
    world.clear();
    await pass(0);
    expect(says().shown).toBe("recording");
    stop();
  });

  it("says what it is when another Daybook captures, and when it is not set up", async () => {
    const elsewhere = stand();
    elsewhere.world.isElsewhere = true;
    await elsewhere.standing.ask();
    expect(elsewhere.says().word).toBe("Captured elsewhere");
    const fresh = stand({ isSetUp: false });
    await fresh.standing.ask();
    expect(fresh.says().all).toContain("Off · not set up yet");
  });

  it("lets the time since the last row grow while nothing new is told", async () => {
    const { standing, says, world } = stand();
    const stop = standing.watch();
    await pass(0);
    const before = standing.savedAgoMs ?? 0;
    world.isSilent = true;
    await pass(3 * SECOND);
    says();
    expect(standing.savedAgoMs).toBe(before + 3 * SECOND);
    stop();
  });

  it("never says recording while nobody answers", async () => {
    const { world, standing, says } = stand();
    const stop = standing.watch();
    await pass(0);
    expect(says().shown).toBe("recording");
    world.isSilent = true;
    await pass(7 * SECOND);
    expect(says().shown).toBe("no_answer");
    expect(says().lines).toEqual(["No answer from Daybook since 11:41"]);
    world.isSilent = false;
    await pass(6 * SECOND);
    expect(says().shown).toBe("recording");
    stop();
  });

  it("shows a refusal as a problem, not as the last good word", async () => {
    const { world, standing, says } = stand();
    await standing.ask();
    world.refuse("status", { code: "store", message: "the database refused" });
    await standing.ask();
    expect(says().shown).toBe("problem");
  });

  it("asks nothing while the window is not seen, and calls that no silence", async () => {
    const { host, standing, says } = stand();
    const asked = vi.spyOn(host, "status");
    const stop = standing.watch();
    await pass(0);
    const sight = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const before = asked.mock.calls.length;
    await pass(60 * SECOND);
    expect(asked.mock.calls.length).toBe(before);
    sight.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await pass(0);
    expect(says().shown).toBe("recording");
    expect(asked.mock.calls.length).toBeGreaterThan(before);
    stop();
  });

  it("reads the clock in the zone that is in force", async () => {
    const { host, world, standing, says } = stand();
    const stop = standing.watch();
    await host.pause("quarter_hour");
    await pass(0);
    expect(says().lines[0]).toBe("until 11:56");
    world.setZone("America/New_York");
    await pass(0);
    expect(says().lines[0]).toBe("until 05:56");
    stop();
  });

  it("stops asking when the window is gone", async () => {
    const { host, standing } = stand();
    const asked = vi.spyOn(host, "status");
    standing.watch()();
    await pass(0);
    const before = asked.mock.calls.length;
    await pass(10 * SECOND);
    expect(asked.mock.calls.length).toBe(before);
  });
});
