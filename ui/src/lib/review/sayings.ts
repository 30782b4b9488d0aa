// The review in words: what was done, what a card is.
import { nameOf, stepWords } from "../entry/sayings";
import type { Block } from "../host/bindings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Card } from "./queue";
import type { Deed } from "./review.svelte";

/** What a card is, for the row that stands for it while it waits. */
export function cardName(card: Card, t: Translate): string {
  switch (card.kind) {
    case "draft":
      return nameOf(card.block, t);
    case "away":
      return t("review.card.away");
    case "overlap":
      return t("review.card.overlap");
  }
}

export function deedWords(deed: Deed, t: Translate, format: Format): string {
  switch (deed.kind) {
    case "accepted":
      return t("review.did.accepted", { what: what(deed.block, t, format) });
    case "rejected":
      return t("review.did.rejected", { what: what(deed.block, t, format) });
    case "assigned":
      return t("review.did.assigned", { name: nameOf(deed.block, t) });
    case "merged":
      return t("review.did.merged");
    case "split":
      return t("review.did.split");
    case "billable":
      return t(deed.billable ? "review.did.billable" : "review.did.not_billable");
    case "later":
      return t("review.did.later", { name: cardName(deed.card, t) });
    case "away":
      return awayWords(deed.answer, format.length(deed.away.length_ms), t);
    case "resolved":
      return t(deed.how === "both" ? "review.did.both" : "review.did.resolved");
    case "rule":
      return t("review.did.rule", {
        pattern: deed.rule.pattern,
        client: deed.rule.client,
        count: deed.count,
      });
    case "confirmed":
      return t("review.did.confirmed", { count: deed.count });
    case "undone":
      return t("review.did.undone", { step: stepWords(deed.step, t) });
    case "redone":
      return t("review.did.redone", { step: stepWords(deed.step, t) });
  }
}

function awayWords(answer: Extract<Deed, { kind: "away" }>["answer"], length: string, t: Translate): string {
  switch (answer) {
    case "keep":
      return t("review.did.away_keep", { length });
    case "discard":
      return t("review.did.away_discard", { length });
    case "split_off":
      return t("review.did.away_split_off", { length });
    case "assign":
      return t("review.did.away_assign", { length });
    case "call":
      return t("review.did.away_call", { length });
  }
}

function what(block: Block, t: Translate, format: Format): string {
  return `${nameOf(block, t)}, ${format.length(block.length_ms)}`;
}
