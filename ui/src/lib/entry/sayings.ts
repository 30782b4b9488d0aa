// An entry and the steps taken on it, in words.

import type { Block, Step, Why } from "../host/bindings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Gap } from "./gaps";

/** "Acme · Web relaunch" */
export function nameOf(of: Pick<Block, "client" | "project">, t: Translate): string {
  if (!of.client) return t("today.unassigned");
  return of.project ? `${of.client.name} · ${of.project.name}` : of.client.name;
}

/** "draft, 92 %", "confirmed" or "on invoice 2026-014" */
export function statusOf(block: Block, t: Translate, format: Format): string {
  switch (block.status) {
    case "billed":
      return block.invoice ? t("entry.billed_on", { invoice: block.invoice }) : t("entry.billed");
    case "confirmed":
      return t("today.confirmed");
    case "draft":
      if (block.edited || !block.confidence) return t("today.draft");
      return t("today.draft_sure", { percent: format.percent(block.confidence) });
  }
}

/** "9:05 – 9:40"; of what has only a length, that. */
export function whenOf(block: Block, zone: string, t: Translate, format: Format): string {
  return block.is_untimed ? t("entry.untimed") : format.range(block.start_ms, block.end_ms, zone);
}

/** "9:05 to 9:40, draft, Acme, fixing login, 35 minutes" */
export function spoken(block: Block, zone: string, t: Translate, format: Format): string {
  const statuses = {
    draft: t("today.block_status_draft"),
    confirmed: t("today.block_status_confirmed"),
    billed: t("entry.billed"),
  };
  const said = {
    status: statuses[block.status],
    name: nameOf(block, t),
    label: block.label || t("today.no_label"),
    billable: block.billable || !block.client ? "yes" : "no",
    length: format.spokenLength(block.length_ms),
  };
  if (block.is_untimed) return t("entry.spoken_untimed", said);
  const [start, end] = [format.clock(block.start_ms, zone), format.clock(block.end_ms, zone)];
  return t("today.block", { ...said, start, end });
}

/** Why the block is what it is: in the language of the window where Daybook itself found the reason. */
export function reasonOf(block: Pick<Block, "reason" | "why">, t: Translate): string {
  return (block.why && whyWords(block.why, t)) ?? block.reason;
}

/** What a step was: "accept 3 drafts". */
export function stepWords(step: Pick<Step, "kind" | "blocks">, t: Translate): string {
  const values = { count: step.blocks };
  switch (step.kind) {
    case "assign":
      return t("today.step.assign", values);
    case "relabel":
      return t("today.step.relabel", values);
    case "billable":
      return t("today.step.billable", values);
    case "confirm":
      return t("today.step.confirm", values);
    case "reopen":
      return t("today.step.reopen", values);
    case "edit":
      return t("today.step.edit", values);
    case "split":
      return t("entry.step.split", values);
    case "merge":
      return t("entry.step.merge", values);
    case "resize":
      return t("entry.step.resize", values);
    case "move":
      return t("entry.step.move", values);
    case "duplicate":
      return t("entry.step.duplicate", values);
    case "delete":
      return t("entry.step.delete", values);
    case "add":
      return t("entry.step.add", values);
    case "resolve":
      return t("entry.step.resolve", values);
    case "rule":
      return t("entry.step.rule", values);
    case "away":
      return t("entry.step.away", values);
    case "import":
      return t("entry.step.import", values);
    case "timer":
      return t("entry.step.timer", values);
  }
}

function whyWords({ kind, parts }: Why, t: Translate): string | null {
  const whose = parts["whose"] ?? t("why.nobody");
  const what = parts["what"] ?? "";
  switch (kind) {
    case "you":
      return t("why.you");
    case "nothing":
      return t("why.nothing");
    case "rule":
      return ruleWords(parts["place"], parts["pattern"] ?? "", t);
    case "sign":
      return signWords(
        parts["place"],
        { here: Number(parts["here"]), all: Number(parts["all"]), what, whose },
        t,
      );
    case "name":
      return t("why.name", { what, whose });
    case "said":
      return t("why.said", { whose });
    case "shown":
      return t("why.shown", { whose });
    case "most":
      return t("why.most", { whose });
    default:
      return null;
  }
}

function ruleWords(place: string | undefined, pattern: string, t: Translate): string | null {
  switch (place) {
    case "title":
      return t("why.rule_title", { pattern });
    case "site":
      return t("why.rule_site", { pattern });
    case "program":
      return t("why.rule_program", { pattern });
    case "words":
      return t("why.rule_words", { pattern });
    default:
      return null;
  }
}

function signWords(
  place: string | undefined,
  values: { here: number; all: number; what: string; whose: string },
  t: Translate,
): string | null {
  switch (place) {
    case "title":
      return t("why.sign_title", values);
    case "folder":
      return t("why.sign_folder", values);
    case "site":
      return t("why.sign_site", values);
    case "program":
      return t("why.sign_program", values);
    case "call":
      return t("why.sign_call", { here: values.here, all: values.all, whose: values.whose });
    default:
      return null;
  }
}

/** What lies between two entries. */
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
