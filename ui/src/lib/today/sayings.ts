// Blocks, gaps and deeds in words.

import type { Block } from "../host/bindings";
import { nameOf, reasonOf, stepWords } from "../entry/sayings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Gap } from "./gaps";
import type { Done } from "./today.svelte";

/** "draft, 92 %" or "confirmed" */
export function statusOf(block: Block, t: Translate, format: Format): string {
  if (block.status === "confirmed") return t("today.confirmed");
  if (block.edited || !block.confidence) return t("today.draft");
  return t("today.draft_sure", { percent: format.percent(block.confidence) });
}

/** "9:05 to 9:40, draft, Acme, fixing login, 35 minutes" */
export function spoken(block: Block, zone: string, t: Translate, format: Format): string {
  return t("today.block", {
    start: format.clock(block.start_ms, zone),
    end: format.clock(block.end_ms, zone),
    status: t(block.status === "draft" ? "today.block_status_draft" : "today.block_status_confirmed"),
    name: nameOf(block, t),
    label: block.label || t("today.no_label"),
    billable: block.billable || !block.client ? "yes" : "no",
    length: format.spokenLength(block.end_ms - block.start_ms),
  });
}

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

export function doneWords({ what }: Done, t: Translate): string {
  const count = what.blocks;
  switch (what.kind) {
    case "assigned":
      return what.client === null
        ? t("today.did.unassigned", { count })
        : t("today.did.assigned", { count, client: what.client });
    case "project":
      return what.project === null
        ? t("today.did.no_project", { count })
        : t("today.did.project", { count, project: what.project });
    case "relabelled":
      return t("today.did.relabelled", { count });
    case "billable":
      return t(what.billable ? "today.did.billable" : "today.did.not_billable", { count });
    case "accepted":
      return t("today.did.accepted", { count });
    case "reopened":
      return t("today.did.reopened", { count });
    case "undone":
      return t("today.did.undone", { step: stepWords({ ...what.step, blocks: count }, t) });
    case "redone":
      return t("today.did.redone", { step: stepWords({ ...what.step, blocks: count }, t) });
  }
}

export { nameOf, reasonOf, stepWords };
