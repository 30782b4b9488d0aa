// What would come of an edit, in words.
import type { Block, Preview } from "../host/bindings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import { nameOf } from "./sayings";

/** "adds 12 min", "takes 5 min away", "no time is added or lost" */
export function sumWords({ before_ms, after_ms }: Preview, t: Translate, format: Format): string {
  const by = after_ms - before_ms;
  if (by === 0) return t("entry.change.same");
  const length = format.length(Math.abs(by));
  return by > 0 ? t("entry.change.adds", { length }) : t("entry.change.takes", { length });
}

/** "Nordwind: 10:18 – 10:55": what becomes of the others. */
export function otherWords(
  preview: Preview,
  own: string,
  zone: string,
  t: Translate,
  format: Format,
): string[] {
  return preview.put
    .filter((block) => block.id !== own)
    .map((block) =>
      t("entry.change.other", {
        name: nameOf(block, t),
        range: format.range(block.start_ms, block.end_ms, zone),
      }),
    );
}

/** "12 min would count twice, here and for Helio", one for each entry. */
export function twiceWords(
  preview: Preview,
  own: string,
  siblings: readonly Block[],
  t: Translate,
  format: Format,
): string[] {
  return preview.overlaps.map((overlap) => {
    const other = overlap.first === own ? overlap.second : overlap.first;
    const block = [...preview.put, ...siblings].find((one) => one.id === other);
    const length = overlap.shared.reduce((sum, one) => sum + one.end_ms - one.start_ms, 0);
    return t("entry.change.twice", {
      length: format.length(length),
      name: block ? nameOf(block, t) : t("today.unassigned"),
    });
  });
}
