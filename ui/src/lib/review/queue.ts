// The cards of a review in the order in which one looks at them. Once shown, a card keeps its place: what
// one did to it changes how sure it is, and must not send it away.
import type { Away, Block, Overlap, Review, Timespan } from "../host/bindings";
import { dateAt } from "../words/dates";

export type Card =
  | { kind: "draft"; key: string; block: Block }
  | { kind: "away"; key: string; away: Away }
  | { kind: "overlap"; key: string; overlap: Overlap; first: Block; second: Block };

export function byId(blocks: Block[]): ReadonlyMap<string, Block> {
  return new Map(blocks.map((block) => [block.id, block]));
}

/** The days on which entries lie that overlap and are no drafts: their words are still to be asked for. */
export function missingDates({ overlaps, queue, zone }: Review): string[] {
  const drafts = byId(queue);
  const missing = overlaps.filter(({ first, second }) => !drafts.has(first) || !drafts.has(second));
  return [...new Set(missing.map(({ shared }) => dateAt(shared[0]?.start_ms ?? 0, zone)))];
}

/** What nobody can guess comes first: time that counts twice, absences; then drafts, as they come. */
export function cardsOf(answer: Review, known: ReadonlyMap<string, Block>): Card[] {
  const overlaps = answer.overlaps.flatMap((overlap): Card[] => {
    const [first, second] = [known.get(overlap.first), known.get(overlap.second)];
    if (!first || !second) return [];
    return [{ kind: "overlap", key: overlapKey(overlap), overlap, first, second }];
  });
  const aways = answer.aways
    .filter((away) => away.is_over)
    .map((away): Card => ({ kind: "away", key: `away ${away.start_ms}`, away }));
  const drafts = answer.queue.map((block): Card => ({ kind: "draft", key: block.id, block }));
  return [...overlaps, ...aways, ...drafts];
}

/** The cards in the order of before; new ones where they belong, parts of the current one right after it. */
export function arranged(cards: Card[], order: string[], current: Card | null, later: string[]): Card[] {
  const kept = order.filter((key) => cards.some((card) => card.key === key));
  const keys = [...kept];
  let behind = current && keys.includes(current.key) ? keys.indexOf(current.key) + 1 : null;
  for (const [index, card] of cards.entries()) {
    if (keys.includes(card.key)) continue;
    if (current && isPartOf(card, current)) {
      const at = behind ?? Math.min(order.indexOf(current.key), keys.length);
      keys.splice(at, 0, card.key);
      behind = at + 1;
    } else {
      const next = cards.slice(index + 1).find((one) => kept.includes(one.key));
      keys.splice(next ? keys.indexOf(next.key) : keys.length, 0, card.key);
    }
  }
  // What was put off comes last, in the order in which it was.
  const putOff = later.filter((key) => keys.includes(key));
  const ordered = [...keys.filter((key) => !later.includes(key)), ...putOff];
  return ordered.flatMap((key) => cards.find((card) => card.key === key) ?? []);
}

/** From when to when a card speaks of. */
export function spanOf(card: Card): Timespan {
  switch (card.kind) {
    case "draft":
      return card.block;
    case "away":
      return card.away;
    case "overlap":
      return {
        start_ms: Math.min(card.first.start_ms, card.second.start_ms),
        end_ms: Math.max(card.first.end_ms, card.second.end_ms),
      };
  }
}

function isPartOf(card: Card, whole: Card): boolean {
  if (card.kind !== "draft" || whole.kind !== "draft") return false;
  const middle = (card.block.start_ms + card.block.end_ms) / 2;
  return middle >= whole.block.start_ms && middle < whole.block.end_ms;
}

function overlapKey({ first, second }: Overlap): string {
  return `overlap ${first} ${second}`;
}
