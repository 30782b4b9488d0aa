// What keys and the palette do to the entries that are chosen, on every page that shows some.
import type { Block } from "../host/bindings";
import type { Translate } from "../words/words.svelte";
import type { Desk } from "./desk.svelte";

export interface EntryAction {
  id: string;
  label: string;
  group: string;
  keys?: string[];
  run: () => void;
  disabled?: boolean;
  isKeyOnly?: boolean;
}

/** `page` names the actions: "today.split". `before` is the entry that a single one is merged with. */
export function entryActions(
  desk: Desk,
  chosen: readonly Block[],
  before: Block | undefined,
  page: string,
  t: Translate,
): EntryAction[] {
  const group = t("today.group_blocks");
  const single = chosen.length === 1 ? chosen[0] : undefined;
  const isFree = chosen.length > 0 && chosen.every((block) => block.status !== "billed");
  const isTimed = isFree && chosen.every((block) => !block.is_untimed);
  const merge = chosen.length > 1 ? [...chosen] : single && before ? [before, single] : [];
  return [
    {
      id: `${page}.split`,
      label: t("entry.split"),
      group,
      keys: ["S"],
      disabled: !single || !isTimed,
      run: () => (desk.splitting = single ?? null),
    },
    {
      id: `${page}.merge`,
      label: chosen.length > 1 ? t("entry.merge") : t("entry.merge_before"),
      group,
      keys: ["M"],
      disabled: !isTimed || merge.length < 2,
      run: () => (desk.merging = merge),
    },
    {
      id: `${page}.duplicate`,
      label: t("entry.duplicate"),
      group,
      keys: ["Shift+D"],
      disabled: !single,
      run: () => {
        if (single) void desk.duplicate(single);
      },
    },
    {
      id: `${page}.delete`,
      label: t("entry.delete"),
      group,
      keys: ["Delete", "Backspace"],
      disabled: !isFree,
      run: () => void desk.remove(chosen),
    },
  ];
}

/** How times are changed by keys in a grid, which hears them itself: for the sheet of keys. */
export function timeKeys(
  page: string,
  keys: { move: string[]; resize: string[] },
  t: Translate,
): EntryAction[] {
  const group = t("today.group_blocks");
  return [
    {
      id: `${page}.move`,
      label: t("entry.move_keys"),
      group,
      keys: keys.move,
      isKeyOnly: true,
      run: () => undefined,
    },
    {
      id: `${page}.resize`,
      label: t("entry.resize_keys"),
      group,
      keys: keys.resize,
      isKeyOnly: true,
      run: () => undefined,
    },
  ];
}
