// Gaps in words.

import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Gap } from "./gaps";

export function gapWords(gap: Gap, t: Translate, format: Format): string {
  const values = { length: format.length(gap.end_ms - gap.start_ms) };
  switch (gap.kind) {
    case "away":
      return t("today.gap.away", values);
    case "locked":
      return t("today.gap.locked", values);
    case "asleep":
      return t("today.gap.asleep", values);
    case "excluded":
      return t("today.gap.excluded", values);
    case "paused":
      return t("today.gap.paused", values);
    case "off":
      return t("today.gap.off", values);
    case "unsorted":
      return t("today.gap.unsorted", values);
  }
}
