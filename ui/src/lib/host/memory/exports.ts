// Entries and reports as files.

import type { Report } from "../bindings";
import { digitsOf } from "../../words/currency";
import { HOUR } from "./civil";
import { writeSheet } from "./csv";
import type { Kept } from "./foreign";
import type { Block } from "./wire";

export function entriesCsv(blocks: Block[]): string {
  const head = "start,end,hours,client,project,task,description,billable,tags,note,status".split(",");
  return writeSheet([
    head,
    ...blocks.map((block) => [
      block.is_untimed ? block.date : iso(block.start_ms),
      block.is_untimed ? "" : iso(block.end_ms),
      Math.round((block.length_ms * 10_000) / HOUR) / 10_000,
      block.client?.name ?? "",
      block.project?.name ?? "",
      block.task?.name ?? "",
      block.label,
      String(block.billable),
      block.tags.map((tag) => tag.name).join(", "),
      block.note,
      block.status,
    ]),
  ]);
}

/** Complete: what is written is read back without loss. */
export function entriesJson(blocks: Block[]): string {
  const entries = blocks.map((block): Kept => ({
    client: block.client?.name ?? "",
    project: block.project?.name ?? "",
    task: block.task?.name ?? "",
    label: block.label,
    billable: block.billable,
    tags: block.tags.map((tag) => tag.name),
    note: block.note,
    segments: block.segments,
    date: block.date,
    length_ms: block.length_ms,
    is_untimed: block.is_untimed,
    status: block.status,
    invoice: block.invoice,
  }));
  return JSON.stringify({ daybook: 1, entries }, null, 2);
}

export function entriesIcs(blocks: Block[]): string {
  const stamp = (ms: number) => iso(ms).replace(/[-:]|\.\d+/g, "");
  const events = blocks
    .filter((block) => !block.is_untimed)
    .flatMap((block) => [
      "BEGIN:VEVENT",
      `UID:${block.id}`,
      `DTSTAMP:${stamp(block.start_ms)}`,
      `DTSTART:${stamp(block.start_ms)}`,
      `DTEND:${stamp(block.end_ms)}`,
      `SUMMARY:${[block.client?.name, block.label]
        .filter(Boolean)
        .join(": ")
        .replace(/([,;\\])/g, "\\$1")}`,
      "END:VEVENT",
    ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daybook//EN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${line}\r\n`).join("");
}

export function reportCsv({ rows, totals }: Report): string {
  const currencies = totals.sums.amounts.map(({ currency }) => currency);
  const line = (name: string, { minutes, billable_minutes, amounts }: typeof totals.sums) => [
    name,
    minutes,
    billable_minutes,
    ...currencies.map((currency) => {
      const minor = amounts.find((amount) => amount.currency === currency)?.minor;
      return minor === undefined ? "" : minor / 10 ** digitsOf(currency);
    }),
  ];
  return writeSheet([
    ["name", "minutes", "billable_minutes", ...currencies],
    ...rows.map((row) => line(row.name, row.sums)),
    line("total", totals.sums),
  ]);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
