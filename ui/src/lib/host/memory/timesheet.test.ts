import { beforeEach, expect, test } from "vitest";
import { NOTHING_SAID } from "../../entry/correction";
import { NOTHING } from "./reasons";
import { Timesheet } from "./timesheet";

let sheet: Timesheet;
let first: string;
let second: string;

const draft = (start_ms: number, end_ms: number, client: string | null = "Acme") => ({
  start_ms,
  end_ms,
  client,
  label: "login",
  confidence: 0.9,
  reason: "because",
});

beforeEach(() => {
  let count = 0;
  sheet = new Timesheet(
    () => String((count += 1)),
    () => "Europe/Vienna",
  );
  sheet.addClient("Acme");
  sheet.addProject("Acme", "Web");
  sheet.addClient("Helio");
  first = sheet.draft(draft(0, 100)).id;
  second = sheet.draft(draft(200, 300, "Helio")).id;
});

test("neighbours that say the same are one draft", () => {
  const longer = sheet.draft(draft(300, 400, "Helio"));
  expect(longer.id).toBe(second);
  expect(longer.end_ms).toBe(400);
  expect(sheet.draft(draft(500, 600, "Helio")).id, "after a gap it is another").not.toBe(second);
});

test("a draft for a client that nobody knows is nobody's", () => {
  const block = sheet.draft(draft(300, 400, "Nordwind"));
  expect(block).toMatchObject({ client: null, label: "", confidence: 0, billable: false, ...NOTHING });
});

test("a correction is the owner's word, and changes nothing else", () => {
  sheet.correct([first], { ...NOTHING_SAID, label: " fix " }, 1);
  expect(sheet.block(first)).toMatchObject({
    label: "fix",
    edited: true,
    confidence: 1,
    reason: "you said so",
  });
  expect(sheet.block(first).client?.name).toBe("Acme");
});

test("another client takes the project along", () => {
  sheet.correct([first], { ...NOTHING_SAID, project: "web" }, 1);
  expect(sheet.block(first).project?.name).toBe("Web");
  sheet.correct([first], { ...NOTHING_SAID, client: "helio" }, 2);
  expect(sheet.block(first)).toMatchObject({ client: { name: "Helio" }, project: null });
  sheet.correct([first], { ...NOTHING_SAID, client: "" }, 3);
  expect(sheet.block(first).client).toBeNull();
});

test("whether work is billable that passes to another says the other", () => {
  const nobodys = sheet.draft(draft(300, 400, null)).id;
  const free = sheet.addClient("Charity");
  free.billable = false;
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Acme" }, 1);
  expect(sheet.block(nobodys).billable, "nobody says nothing of work that was nobody's").toBe(true);
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Charity" }, 2);
  expect(sheet.block(nobodys).billable).toBe(false);
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Acme" }, 3);
  expect(sheet.block(nobodys).billable).toBe(true);
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Charity", billable: true }, 4);
  expect(sheet.block(nobodys).billable, "a word on it wins").toBe(true);
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Helio" }, 5);
  sheet.correct([nobodys], { ...NOTHING_SAID, billable: false }, 6);
  sheet.correct([nobodys], { ...NOTHING_SAID, client: "Acme" }, 7);
  expect(sheet.block(nobodys).billable, "what the owner made it stays").toBe(false);
});

test("nobody pays for work that becomes nobody's, unless one says so", () => {
  sheet.correct([first], { ...NOTHING_SAID, client: "" }, 1);
  expect(sheet.block(first)).toMatchObject({ client: null, billable: false });
  sheet.correct([first], { ...NOTHING_SAID, client: "", billable: true }, 2);
  expect(sheet.block(first)).toMatchObject({ client: null, billable: true });
});

test("a label is one line that somebody may want to read, and a note keeps its lines", () => {
  sheet.correct([first], { ...NOTHING_SAID, label: " a\u001b[2J\tb\n", note: "- a\r\n\tb\u0007\n" }, 1);
  expect(sheet.block(first)).toMatchObject({ label: "a [2J b", note: "- a\n\tb" });
  sheet.correct([first], { ...NOTHING_SAID, label: "ü".repeat(500) }, 2);
  for (const said of [{ label: "ü".repeat(501) }, { note: "n".repeat(100_001) }]) {
    expect(() => sheet.correct([first], { ...NOTHING_SAID, ...said }, 3)).toThrow(
      expect.objectContaining({ code: "input" }),
    );
  }
});

test("unknown names, and projects without a client, are refused and change nothing", () => {
  const before = sheet.block(first);
  const unknown = expect.objectContaining({ code: "unknown" });
  expect(() => sheet.correct([first], { ...NOTHING_SAID, client: "Nobody" }, 1)).toThrow(unknown);
  expect(() => sheet.correct([first], { ...NOTHING_SAID, project: "Nothing" }, 1)).toThrow(unknown);
  expect(() => sheet.correct(["?"], { ...NOTHING_SAID, label: "x" }, 1)).toThrow(unknown);
  expect(() => sheet.correct([first], { ...NOTHING_SAID, client: "", project: "Web" }, 1)).toThrow(
    expect.objectContaining({ code: "input" }),
  );
  expect(sheet.block(first)).toEqual(before);
  expect(sheet.undoable).toBeNull();
});

test("names are taken once, whatever their case, and need a letter", () => {
  expect(() => sheet.addClient("acme")).toThrow(expect.objectContaining({ code: "taken" }));
  expect(() => sheet.addProject("Acme", "WEB")).toThrow(expect.objectContaining({ code: "taken" }));
  expect(() => sheet.addClient(" ")).toThrow(expect.objectContaining({ code: "input" }));
});

test("each client gets the colour that is used least", () => {
  expect(sheet.clients.map(({ colour }) => colour)).toEqual([0, 1]);
  for (let count = 0; count < 6; count++) sheet.addClient(`Client ${count}`);
  expect(sheet.addClient("Ninth").colour).toBe(0);
});

test("several blocks are one step back and one step forth", () => {
  const before = [sheet.block(first), sheet.block(second)];
  sheet.correct([first, second], { ...NOTHING_SAID, billable: false }, 5);
  expect(sheet.undoable).toEqual({ kind: "billable", blocks: 2, at_ms: 5 });
  expect(sheet.undo()).toMatchObject({ blocks: 2 });
  expect([sheet.block(first), sheet.block(second)]).toEqual(before);
  expect(sheet.redoable).toMatchObject({ kind: "billable" });
  sheet.redo();
  expect(sheet.block(second).billable).toBe(false);
});

test("a step is named by what it did", () => {
  const kinds = [
    { ...NOTHING_SAID, client: "Helio" },
    { ...NOTHING_SAID, label: "x" },
    { ...NOTHING_SAID, billable: false },
    { ...NOTHING_SAID, client: "Acme", label: "y" },
  ].map((correction) => {
    sheet.correct([first], correction, 1);
    return sheet.undoable?.kind;
  });
  expect(kinds).toEqual(["assign", "relabel", "billable", "edit"]);
});

test("a new act ends what could be done again", () => {
  sheet.confirm([first], 1);
  sheet.undo();
  sheet.confirm([second], 2);
  expect(sheet.redoable).toBeNull();
});

test("confirming what is confirmed is no step", () => {
  sheet.confirm([first, second], 1);
  sheet.confirm([first], 2);
  expect(sheet.undoable).toMatchObject({ blocks: 2, at_ms: 1 });
  sheet.reopen([second], 3);
  expect(sheet.block(second).status).toBe("draft");
  expect(sheet.block(first).status).toBe("confirmed");
});

test("what is billed takes tags and a note, and nothing else", () => {
  sheet.put({ ...sheet.block(first), status: "billed" });
  sheet.annotate(first, "ask again", 1);
  sheet.correct([first], { ...NOTHING_SAID, tags: ["offer"] }, 2);
  expect(sheet.block(first)).toMatchObject({ note: "ask again", tags: [{ name: "offer" }], edited: false });
  expect(() => sheet.correct([first], { ...NOTHING_SAID, label: "x" }, 3)).toThrow();
  expect(sheet.block(first).label).toBe("login");
});

test("a step whose block has changed since is refused", () => {
  sheet.confirm([second], 1);
  sheet.undo();
  sheet.draft(draft(300, 400, "Helio"));
  expect(() => sheet.redo()).toThrow(expect.objectContaining({ code: "changed" }));
});

test("forgetting cuts drafts, leaves what a person touched, and what it took cannot be brought back", () => {
  sheet.correct([first], { ...NOTHING_SAID, label: "mine" }, 1);
  sheet.confirm([second], 2);
  sheet.undo();
  expect(sheet.forget(50, 250)).toBe(1);
  const rest = sheet.within(0, 1000);
  expect(rest.map((block) => [block.start_ms, block.end_ms])).toEqual([
    [0, 100],
    [250, 300],
  ]);
  expect(rest[1]?.id).not.toBe(second);
  expect(sheet.redoable, "the step held the draft that is gone").toBeNull();
  expect(sheet.undoable).toMatchObject({ kind: "relabel" });
});
