// What a step changed of an entry, in words.

import type { Past, PastField, PastValue } from "../host/bindings";
import { dateAt } from "../words/dates";
import type { Format } from "../words/format";
import type { Key, Translate } from "../words/words.svelte";

interface Line {
  /** "Client" */
  name: string;
  /** "nobody" */
  was: string;
  became: string;
}

const NAMES: Record<PastField, Key> = {
  time: "entry.past.time",
  zone: "entry.past.zone",
  client: "today.client",
  project: "today.project",
  task: "entry.task",
  label: "today.label",
  billable: "today.billable_switch",
  status: "entry.past.status",
  tags: "entry.tags",
  note: "entry.note",
};

export function pastLines(past: Past, zone: string, t: Translate, format: Format): Line[] {
  return past.changes.map(({ field, was, became }) => {
    const range =
      dateOf(was, zone) === dateOf(became, zone)
        ? (from: number, to: number) => format.range(from, to, zone)
        : (from: number, to: number) => `${format.moment(from, zone)} – ${format.clock(to, zone)}`;
    const of = (value: PastValue) => valueWords(field, value, range, t, format);
    return { name: t(NAMES[field]), was: of(was), became: of(became) };
  });
}

function dateOf(value: PastValue, zone: string): string | null {
  return value.kind === "time" ? dateAt(value.start_ms, zone) : null;
}

function valueWords(
  field: PastField,
  value: PastValue,
  range: (from: number, to: number) => string,
  t: Translate,
  format: Format,
): string {
  switch (value.kind) {
    case "nothing":
      return t(field === "client" ? "entry.past.nobody" : "entry.past.nothing");
    case "removed":
      return t("entry.past.removed");
    case "words":
      return value.text;
    case "yes":
      return t(value.is ? "entry.past.yes" : "entry.past.no");
    case "status":
      return statusWords(value.status, t);
    case "names":
      return value.names.join(", ");
    case "time": {
      const length = format.length(value.length_ms);
      return value.is_untimed ? length : `${range(value.start_ms, value.end_ms)} (${length})`;
    }
  }
}

function statusWords(status: "draft" | "confirmed" | "billed", t: Translate): string {
  if (status === "billed") return t("entry.billed");
  return t(status === "draft" ? "today.draft" : "today.confirmed");
}
