// What one can do on the review page, once: the row of keys on a card, the palette and the sheet read it.
import type { Action } from "../frame/keys.svelte";
import type { Block } from "../host/bindings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Offer } from "./offers";
import type { Review } from "./review.svelte";

/** What the page itself must do. */
export interface Stage {
  openWork: () => void;
  openEditor: () => void;
  openSplit: () => void;
  openRule: () => void;
  openRange: () => void;
}

/** What can be done with a draft. */
export function draftOffers(review: Review, stage: Stage, t: Translate, format: Format): Offer[] {
  const block = review.draft;
  const { helping: help, answer } = review;
  if (!block || !answer) return [];
  const split = help?.split ?? null;
  return [
    {
      id: "review.accept",
      key: "1",
      also: ["A"],
      label: t("review.act.accept"),
      run: () => void review.accept(),
      isMain: true,
    },
    {
      id: "review.merge",
      key: "2",
      label: t("review.act.merge"),
      run: () => void (review.merge ? review.mergeWith("sum") : review.previewMerge()),
      disabled: !help?.previous,
      pressed: review.merge !== null,
    },
    {
      id: "review.billable",
      key: "3",
      label: t(block.billable ? "review.act.not_billable" : "review.act.billable"),
      run: () => void review.toggleBillable(),
    },
    { id: "review.work", key: "P", label: t("review.act.work"), run: stage.openWork },
    {
      id: "review.split",
      key: "S",
      label: split
        ? t("review.act.split_at", { time: format.clock(split.at_ms, answer.zone) })
        : t("review.act.split"),
      run: () => (split ? void review.split() : stage.openSplit()),
      disabled: block.is_untimed,
    },
    { id: "review.edit", key: "E", label: t("review.act.edit"), run: stage.openEditor },
    { id: "review.always", key: "L", label: t("review.act.always"), run: stage.openRule },
    {
      id: "review.reject",
      key: "X",
      also: ["Delete"],
      label: t("review.act.reject"),
      run: () => void review.reject(),
    },
    ...asideOffers(review, t),
  ];
}

/** What can be done about time that counts twice. */
export function overlapOffers(review: Review, t: Translate): Offer[] {
  if (review.current?.kind !== "overlap") return [];
  const { first, second } = review.current;
  const isOneName = first.client?.id === second.client?.id;
  const nameOfOne = (block: Block, other: string) => (isOneName ? other : (block.client?.name ?? other));
  return [
    {
      id: "review.keep_first",
      key: "1",
      label: t("review.act.keep", { name: nameOfOne(first, t("review.act.the_first")) }),
      run: () => void review.resolve("keep_first"),
      isMain: true,
    },
    {
      id: "review.keep_second",
      key: "2",
      label: t("review.act.keep", { name: nameOfOne(second, t("review.act.the_second")) }),
      run: () => void review.resolve("keep_second"),
    },
    {
      id: "review.keep_halves",
      key: "3",
      label: t("review.act.middle"),
      run: () => void review.resolve("split_at_middle"),
    },
    {
      id: "review.trim",
      key: "4",
      label: t("review.act.trim"),
      run: () => void review.resolve("trim"),
    },
    {
      id: "review.both",
      key: "5",
      label: t("review.act.both"),
      run: () => void review.resolve("both"),
    },
    ...asideOffers(review, t),
  ];
}

/** What can be done with every card. */
export function asideOffers(review: Review, t: Translate): Offer[] {
  const canUndo = review.deed?.kind === "later" || review.answer?.undo != null;
  return [
    { id: "review.later", key: "H", label: t("review.act.later"), run: () => review.putOff() },
    {
      id: "review.undo",
      key: "Z",
      also: ["Mod+Z"],
      label: t("review.act.undo"),
      run: () => void review.undo(),
      disabled: !canUndo,
    },
  ];
}

/** The offers as keys of the window. */
export function actionsOf(offers: Offer[], group: string): Action[] {
  return offers.map(({ id, label, key, also = [], run, disabled = false }) => ({
    ...{ id, label, group, run, disabled },
    keys: [key, ...also],
  }));
}

/** What concerns the whole review, whatever card is shown. */
export function pageActions(review: Review, stage: Stage, t: Translate): Action[] {
  const group = t("review.group");
  const hasDrafts = (review.answer?.drafts.entries ?? 0) > 0;
  const range = (id: string, label: string, run: () => void): Action => ({
    ...{ id: `review.range_${id}`, group, label: t("review.review", { what: label }), run },
    isPaletteOnly: true,
  });
  return [
    {
      ...{ id: "review.next", label: t("review.act.next"), group, keys: ["J", "ArrowDown"] },
      isKeyOnly: true,
      run: () => review.look(1),
    },
    {
      ...{ id: "review.previous", label: t("review.act.previous"), group, keys: ["K", "ArrowUp"] },
      isKeyOnly: true,
      run: () => review.look(-1),
    },
    {
      ...{ id: "review.redo", label: t("review.redo"), group, keys: ["Mod+Shift+Z", "Mod+Y"] },
      disabled: !review.answer?.redo,
      run: () => void review.redo(),
    },
    {
      id: "review.confirm_all",
      label: t(review.range.kind === "day" ? "review.confirm_day" : "review.confirm_days"),
      ...{ group, keys: ["Shift+A"], disabled: !hasDrafts },
      run: () => void review.confirmAll(),
    },
    {
      ...{ id: "review.day_before", label: t("review.day_before"), group, keys: ["["] },
      run: () => review.step(-1),
    },
    {
      ...{ id: "review.day_after", label: t("review.day_after"), group, keys: ["]"] },
      run: () => review.step(1),
    },
    {
      ...{ id: "review.range", label: t("review.range.choose"), group, keys: ["G"] },
      run: stage.openRange,
    },
    range("today", t("review.range.today"), () => review.choose({ kind: "day", date: null })),
    range("this_week", t("review.range.this_week"), () => review.choose({ kind: "week", which: "this" })),
    range("last_week", t("review.range.last_week"), () => review.choose({ kind: "week", which: "last" })),
    range("all", t("review.range.all"), () => review.choose({ kind: "all" })),
  ];
}
