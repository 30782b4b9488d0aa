// Everything one can do on the page of the day: for keys, the palette and the sheet of keys.

import { clampZoom } from "../entry/geometry";
import { entryActions, timeKeys } from "../entry/actions";
import { stepWords } from "../entry/sayings";
import type { Today } from "./today.svelte";
import { zoom } from "./zoom.svelte";
import type { Translate } from "../words/words.svelte";

export interface DayAction {
  id: string;
  label: string;
  group: string;
  keys?: string[];
  run: () => void;
  disabled?: boolean;
  isKeyOnly?: boolean;
  isPaletteOnly?: boolean;
  search?: string;
}

/** What the page does beside what the day itself does. */
export interface Hands {
  /** Puts the focus on the block that is chosen. */
  focusBlock: () => void;
  open: (where: "panel" | "client" | "label" | "time") => void;
  close: () => boolean;
  zoomBy: (levels: number) => void;
  zoomUsual: () => void;
  showNow: () => void;
  nextDraft: () => void;
  openCalendar: () => void;
}

export function actionsOf(today: Today, hands: Hands, t: Translate): DayAction[] {
  return [...dayActions(today, hands, t), ...blockActions(today, hands, t)];
}

function dayActions(today: Today, hands: Hands, t: Translate): DayAction[] {
  const group = t("today.group_day");
  const { day } = today;
  return [
    {
      id: "today.previous_day",
      label: t("today.previous_day"),
      group,
      keys: ["[", "ArrowLeft"],
      run: () => today.step(-1),
    },
    {
      id: "today.next_day",
      label: t("today.next_day"),
      group,
      keys: ["]", "ArrowRight"],
      run: () => today.step(1),
    },
    {
      id: "today.go_today",
      label: t("today.go_today"),
      group,
      disabled: day?.is_today ?? true,
      run: () => today.go(null),
    },
    {
      id: "today.choose_date",
      label: t("today.choose_date"),
      group,
      keys: ["G"],
      disabled: !day,
      run: hands.openCalendar,
    },
    {
      id: "today.zoom_in",
      label: t("today.zoom_in"),
      group,
      keys: ["+", "="],
      disabled: zoom.level === clampZoom(-1),
      run: () => hands.zoomBy(-1),
    },
    {
      id: "today.zoom_out",
      label: t("today.zoom_out"),
      group,
      keys: ["-"],
      disabled: zoom.level === clampZoom(99),
      run: () => hands.zoomBy(1),
    },
    { id: "today.zoom_usual", label: t("today.zoom_usual"), group, keys: ["0"], run: hands.zoomUsual },
    {
      id: "today.to_now",
      label: t("today.to_now"),
      group,
      keys: ["."],
      disabled: !day?.is_today,
      run: hands.showNow,
    },
    {
      id: "today.undo",
      label: day?.undo ? t("today.undo_step", { step: stepWords(day.undo, t) }) : t("today.undo"),
      group,
      keys: ["Mod+Z"],
      disabled: !day?.undo,
      run: () => void today.undo(),
    },
    {
      id: "today.redo",
      label: day?.redo ? t("today.redo_step", { step: stepWords(day.redo, t) }) : t("today.redo"),
      group,
      keys: ["Mod+Shift+Z"],
      disabled: !day?.redo,
      run: () => void today.redo(),
    },
  ];
}

function blockActions(today: Today, hands: Hands, t: Translate): DayAction[] {
  const group = t("today.group_blocks");
  const { chosen, drafts, order } = today;
  const disabled = chosen.length === 0;
  const isEmpty = order.length === 0;
  const moved = (move: () => void) => () => {
    move();
    hands.focusBlock();
  };
  return [
    {
      id: "today.next_block",
      label: t("today.next_block"),
      group,
      keys: ["J", "ArrowDown"],
      disabled: isEmpty,
      isKeyOnly: true,
      run: moved(() => today.move(1)),
    },
    {
      id: "today.previous_block",
      label: t("today.previous_block"),
      group,
      keys: ["K", "ArrowUp"],
      disabled: isEmpty,
      isKeyOnly: true,
      run: moved(() => today.move(-1)),
    },
    {
      id: "today.extend_down",
      label: t("today.extend_down"),
      group,
      keys: ["Shift+J", "Shift+ArrowDown"],
      disabled: isEmpty,
      isKeyOnly: true,
      run: moved(() => today.extend(1)),
    },
    {
      id: "today.extend_up",
      label: t("today.extend_up"),
      group,
      keys: ["Shift+K", "Shift+ArrowUp"],
      disabled: isEmpty,
      isKeyOnly: true,
      run: moved(() => today.extend(-1)),
    },
    {
      id: "today.select_all",
      label: t("today.select_all"),
      group,
      keys: ["Mod+A"],
      disabled: isEmpty,
      run: moved(() => today.chooseAll()),
    },
    {
      id: "today.open",
      label: t("today.open"),
      group,
      keys: ["Enter"],
      disabled,
      run: () => hands.open("panel"),
    },
    {
      id: "today.client",
      label: t("today.client"),
      group,
      keys: ["C"],
      disabled,
      run: () => hands.open("client"),
    },
    {
      id: "today.label",
      label: t("today.label"),
      group,
      keys: ["L"],
      disabled,
      run: () => hands.open("label"),
    },
    {
      id: "today.time",
      label: t("entry.edit_times"),
      group,
      keys: ["E"],
      disabled: chosen.length !== 1,
      run: () => hands.open("time"),
    },
    ...entryActions(today.desk, chosen, today.before, "today", t),
    ...timeKeys(
      "today",
      {
        move: ["Alt+ArrowUp", "Alt+ArrowDown"],
        resize: ["Alt+Shift+ArrowUp", "Alt+Shift+ArrowDown"],
      },
      t,
    ),
    {
      id: "today.billable",
      label: t("today.toggle_billable"),
      group,
      keys: ["B"],
      disabled,
      run: () => void today.toggleBillable(),
    },
    {
      id: "today.accept",
      label: t("today.accept"),
      group,
      keys: ["A", "1"],
      disabled: !chosen.some((block) => block.status === "draft"),
      run: () => void today.accept(),
    },
    {
      id: "today.next_draft",
      label: t("today.next_draft"),
      group,
      keys: ["F"],
      disabled: drafts.length === 0,
      run: hands.nextDraft,
    },
    {
      id: "today.reopen",
      label: t("today.reopen"),
      group,
      keys: ["D"],
      disabled: !chosen.some((block) => block.status === "confirmed"),
      run: () => void today.reopen(),
    },
    {
      id: "today.accept_all",
      label: t("today.accept_all", { count: drafts.length }),
      group,
      keys: ["Shift+A"],
      disabled: drafts.length === 0,
      run: () => void today.acceptAll(),
    },
    {
      id: "today.back",
      label: t("app.close"),
      group,
      keys: ["Escape"],
      disabled: !today.isOpen && disabled,
      isKeyOnly: true,
      run: () => void hands.close(),
    },
    ...(disabled
      ? []
      : today.clients.map((client) => ({
          id: `today.assign.${client.id}`,
          label: t("today.assign_to", { client: client.name }),
          group,
          isPaletteOnly: true,
          run: () => void today.assign(client.name),
        }))),
  ];
}
