import { expect, test } from "vitest";
import { memory } from "../host/memory";
import { type Choices, changesOf, relevant, Welcome } from "./welcome.svelte";

const ALL: Choices = { pictures: true, words: true, sound: "calls", microphone: true, system_sound: true };

async function codes(choices: Partial<Choices>): Promise<string[]> {
  const findings = await memory({ now: () => 0 }).findings();
  return relevant(findings, { ...ALL, ...choices }).map((finding) => finding.code);
}

test("only what was chosen is looked at", async () => {
  expect(await codes({})).toEqual([
    "front_window",
    "idle_time",
    "lock",
    "pictures",
    "words",
    "microphone",
    "system_audio",
    "calls",
    "speech_model",
    "keys",
  ]);
  expect(await codes({ sound: "off" })).toEqual([
    "front_window",
    "idle_time",
    "lock",
    "pictures",
    "words",
    "keys",
  ]);
  expect(await codes({ sound: "off", pictures: false })).toEqual(["front_window", "idle_time", "lock"]);
  expect(await codes({ sound: "always", microphone: false })).not.toContain("microphone");
  expect(await codes({ sound: "always" }), "calls matter only on calls").not.toContain("calls");
});

test("what hinders everything comes first, whatever was chosen", () => {
  const senses = { code: "senses", name: "senses", works: false, note: "no display" };
  const front = { code: "front_window", name: "front window", works: true, note: "" };
  expect(relevant([front, senses], ALL)[0]).toBe(senses);
  expect(relevant([front, { ...senses, works: true }], ALL)).toEqual([front]);
});

test("what does not work comes before what does", () => {
  const finding = (code: string, works: boolean) => ({ code, name: code, works, note: "" });
  const findings = [finding("front_window", true), finding("lock", false), finding("pictures", false)];
  expect(relevant(findings, ALL).map(({ code }) => code)).toEqual(["lock", "pictures", "front_window"]);
});

test("words are not asked for without pictures", () => {
  expect(changesOf({ ...ALL, pictures: false })).toContainEqual({ words: false });
  expect(changesOf(ALL)).toContainEqual({ words: true });
});

test("the check keeps the choices first, so that nothing is opened that nobody wants", async () => {
  const host = memory({ now: () => 0, isSetUp: false });
  const order: string[] = [];
  const { changeSettings, findings } = host;
  host.changeSettings = (changes) => (order.push(JSON.stringify(changes)), changeSettings(changes));
  host.findings = () => (order.push("findings"), findings());
  const welcome = new Welcome(host);
  await welcome.load();
  await welcome.check();
  expect(order).toEqual([expect.stringContaining('{"sound":"off"}'), "findings"]);
  expect((await host.status()).is_set_up).toBe(false);
});

test("choices that cannot be kept end the check before anything is opened", async () => {
  const host = memory({ now: () => 0, isSetUp: false });
  host.world.refuse("changeSettings", { code: "settings", message: "cannot be read" });
  const welcome = new Welcome(host);
  await welcome.check();
  expect(welcome.problem).toMatchObject({ code: "settings" });
  expect(welcome.findings).toEqual([]);
  expect(welcome.isChecking).toBe(false);
});
