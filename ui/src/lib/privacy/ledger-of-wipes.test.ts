import { expect, test } from "vitest";
import { byDay } from "./ledger-of-wipes";

const at = (text: string) => Date.parse(text);
const receipt = (wiped: string, files: number) => ({
  start_ms: at(wiped) - 300_000,
  end_ms: at(wiped) - 20_000,
  wiped_ms: at(wiped),
  files,
  bytes: files * 1000,
  cause: "committed" as const,
});

test("receipts stand under the day of their zone, the newest first, with their files summed", () => {
  const receipts = [
    receipt("2026-11-19T22:50:00Z", 3),
    receipt("2026-11-19T23:10:00Z", 4),
    receipt("2026-11-20T09:00:00Z", 5),
  ];
  const days = byDay(receipts, "Europe/Vienna");
  expect(days.map((day) => [day.date, day.files])).toEqual([
    ["2026-11-20", 9],
    ["2026-11-19", 3],
  ]);
  expect(days[0]?.receipts.map((one) => one.files)).toEqual([5, 4]);
  expect(byDay(receipts, "America/New_York").map((day) => day.files)).toEqual([5, 7]);
  expect(byDay([], "UTC")).toEqual([]);
});
