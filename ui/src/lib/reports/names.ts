// What the rows of a report and its days are called.
import type { ReportBy } from "../host/bindings";
import { addDays } from "../words/dates";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Days, PeriodKind } from "./period";

export function rowName(
  { key, name }: { key: string | null; name: string },
  by: ReportBy,
  format: Format,
  t: Translate,
): string {
  switch (by) {
    case "day":
      return key === null ? name : format.date(key, "short");
    case "week":
      return key === null ? name : format.dates(key, addDays(key, 6));
    case "month":
      return key === null ? name : format.date(key, "month");
    case "client":
      return name || t("reports.no_client");
    case "tag":
      return name || t("reports.no_tag");
    case "project":
      if (key !== null) return name;
      return name ? t("reports.no_project_of", { name }) : t("reports.no_client");
    case "task":
      if (key !== null) return name;
      return name ? t("reports.no_task_of", { name }) : t("reports.no_client");
  }
}

/** "November 2026", "9 – 15 Nov 2026", "Q4 2026", "2026". */
export function periodName(kind: PeriodKind, { from, to }: Days, format: Format, t: Translate): string {
  switch (kind) {
    case "month":
      return format.date(from, "month");
    case "quarter":
      return t("reports.quarter_name", {
        quarter: Math.ceil(Number(from.slice(5, 7)) / 3),
        year: from.slice(0, 4),
      });
    case "year":
      return from.slice(0, 4);
    case "week":
    case "custom":
      return format.dates(from, to);
  }
}
