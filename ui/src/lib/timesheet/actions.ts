// Everything one can do on the timesheet: for keys, the palette and the sheet of keys.
import { entryActions, timeKeys, type EntryAction } from "../entry/actions";
import { stepWords } from "../entry/sayings";
import type { Translate } from "../words/words.svelte";
import { shown, VIEWS } from "./view.svelte";
import type { Weeks } from "./weeks.svelte";

/** What the page does beside what the week itself does. */
export interface Hands {
  open: (where: "panel" | "client" | "label" | "time") => void;
  close: () => boolean;
  focus: () => void;
  add: () => void;
  addRow: () => void;
  rename: () => void;
  openCalendar: () => void;
}

interface WeekAction extends EntryAction {
  isPaletteOnly?: boolean;
}

export function actionsOf(weeks: Weeks, hands: Hands, t: Translate): WeekAction[] {
  return [...weekActions(weeks, hands, t), ...blockActions(weeks, hands, t)];
}

function weekActions(weeks: Weeks, hands: Hands, t: Translate): WeekAction[] {
  const group = t("timesheet.group_week");
  const { undoable, redoable } = weeks.desk;
  return [
    { id: "week.previous", label: t("timesheet.previous"), group, keys: ["["], run: () => weeks.step(-1) },
    { id: "week.next", label: t("timesheet.next"), group, keys: ["]"], run: () => weeks.step(1) },
    {
      id: "week.this",
      label: t("timesheet.go_this_week"),
      group,
      keys: ["."],
      disabled: weeks.isThisWeek,
      run: () => weeks.go(null),
    },
    {
      id: "week.choose",
      label: t("timesheet.choose"),
      group,
      keys: ["G"],
      disabled: !weeks.week,
      run: hands.openCalendar,
    },
    ...VIEWS.map((view, index) => ({
      id: `week.view_${view}`,
      label: t("timesheet.show_view", { view: t(`timesheet.view.${view}`) }),
      group,
      keys: [String(index + 1)],
      run: () => {
        shown.view = view;
        hands.focus();
      },
    })),
    {
      id: "week.view_next",
      label: t("timesheet.next_view"),
      group,
      keys: ["V"],
      isKeyOnly: true,
      run: () => {
        shown.next();
        hands.focus();
      },
    },
    { id: "week.add", label: t("timesheet.add"), group, keys: ["I"], disabled: !weeks.week, run: hands.add },
    {
      id: "week.add_row",
      label: t("timesheet.add_row"),
      group,
      keys: ["Shift+I"],
      disabled: !weeks.week || shown.view !== "grid",
      run: hands.addRow,
    },
    ...(weeks.earlier > 0
      ? [
          {
            id: "week.earlier",
            label: t("timesheet.earlier", { count: weeks.earlier }),
            ...{ group, keys: ["Shift+L"], disabled: shown.view !== "grid" },
            run: () => (weeks.withEarlier = true),
          },
        ]
      : []),
    {
      id: "week.confirm",
      label: t("timesheet.confirm_week"),
      group,
      keys: ["Shift+A"],
      disabled: weeks.drafts.length === 0,
      run: () => void weeks.confirmWeek(),
    },
    ...(weeks.week?.days ?? [])
      .filter((day) => day.drafts > 0)
      .map((day) => ({
        id: `week.confirm.${day.date}`,
        label: t("timesheet.confirm_day", { date: day.date, count: day.drafts }),
        group,
        isPaletteOnly: true,
        run: () => void weeks.confirmDay(day),
      })),
    {
      id: "week.undo",
      label: undoable ? t("today.undo_step", { step: stepWords(undoable, t) }) : t("today.undo"),
      group,
      keys: ["Mod+Z"],
      disabled: !undoable,
      run: () => void weeks.desk.undo(),
    },
    {
      id: "week.redo",
      label: redoable ? t("today.redo_step", { step: stepWords(redoable, t) }) : t("today.redo"),
      group,
      keys: ["Mod+Shift+Z"],
      disabled: !redoable,
      run: () => void weeks.desk.redo(),
    },
  ];
}

function blockActions(weeks: Weeks, hands: Hands, t: Translate): WeekAction[] {
  const group = t("today.group_blocks");
  const { chosen, desk } = weeks;
  const disabled = chosen.length === 0;
  const isGrid = shown.view === "grid";
  const moved = (move: () => void) => () => {
    move();
    hands.focus();
  };
  const isFree = !disabled && chosen.every((block) => block.status !== "billed");
  const own: WeekAction[] = [
    {
      id: "week.into_grid",
      label: t("timesheet.into_grid"),
      group,
      keys: ["J", "ArrowDown", "Enter"],
      disabled: !isGrid || !weeks.week,
      isKeyOnly: true,
      run: hands.focus,
    },
    {
      id: "week.next_block",
      label: t("today.next_block"),
      group,
      keys: ["J", "ArrowDown"],
      disabled: isGrid || weeks.order.length === 0,
      isKeyOnly: true,
      run: moved(() => weeks.move(1)),
    },
    {
      id: "week.previous_block",
      label: t("today.previous_block"),
      group,
      keys: ["K", "ArrowUp"],
      disabled: isGrid || weeks.order.length === 0,
      isKeyOnly: true,
      run: moved(() => weeks.move(-1)),
    },
    {
      id: "week.extend_down",
      label: t("today.extend_down"),
      group,
      keys: ["Shift+J", "Shift+ArrowDown"],
      disabled: isGrid || weeks.order.length === 0,
      isKeyOnly: true,
      run: moved(() => weeks.extend(1)),
    },
    {
      id: "week.extend_up",
      label: t("today.extend_up"),
      group,
      keys: ["Shift+K", "Shift+ArrowUp"],
      disabled: isGrid || weeks.order.length === 0,
      isKeyOnly: true,
      run: moved(() => weeks.extend(-1)),
    },
    {
      id: "week.select_all",
      label: t("today.select_all"),
      group,
      keys: ["Mod+A"],
      disabled: isGrid || weeks.order.length === 0,
      run: moved(() => weeks.chooseAll()),
    },
    {
      id: "week.open",
      label: t("today.open"),
      group,
      keys: ["O"],
      disabled,
      run: () => hands.open("panel"),
    },
    {
      id: "week.client",
      label: t("today.client"),
      group,
      keys: ["C"],
      disabled: !isFree,
      run: () => hands.open("client"),
    },
    {
      id: "week.label",
      label: t("today.label"),
      group,
      keys: ["L"],
      disabled: !isFree,
      run: () => (shown.view === "list" && chosen.length === 1 ? hands.rename() : hands.open("label")),
    },
    {
      id: "week.time",
      label: t("entry.edit_times"),
      group,
      keys: ["E"],
      disabled: !isFree || chosen.length !== 1,
      run: () => hands.open("time"),
    },
    {
      id: "week.billable",
      label: t("today.toggle_billable"),
      group,
      keys: ["B"],
      disabled: !isFree,
      run: () => void desk.setBillable(!chosen.every((block) => block.billable), chosen),
    },
    {
      id: "week.accept",
      label: t("today.accept"),
      group,
      keys: ["A"],
      disabled: !chosen.some((block) => block.status === "draft"),
      run: () => void desk.accept(chosen),
    },
    {
      id: "week.reopen",
      label: t("today.reopen"),
      group,
      keys: ["D"],
      disabled: !chosen.some((block) => block.status === "confirmed"),
      run: () => void desk.reopen(chosen),
    },
    {
      id: "week.back",
      label: t("app.close"),
      group,
      keys: ["Escape"],
      disabled: !weeks.isOpen && disabled,
      isKeyOnly: true,
      run: () => void hands.close(),
    },
  ];
  const first = chosen[0];
  const day = first ? weeks.blocks.filter((block) => block.date === first.date && !block.is_untimed) : [];
  const before = first ? day[day.findIndex((block) => block.id === first.id) - 1] : undefined;
  // In the grid, Delete is the cell's: a day's hours are not thrown away with it.
  const edits = entryActions(desk, chosen, before, "week", t).map((action) =>
    isGrid && action.id === "week.delete" ? { ...action, keys: [] } : action,
  );
  const keys = {
    move: ["Alt+ArrowUp", "Alt+ArrowDown", "Alt+ArrowLeft", "Alt+ArrowRight"],
    resize: ["Alt+Shift+ArrowUp", "Alt+Shift+ArrowDown"],
  };
  return [...own, ...edits, ...(shown.view === "calendar" ? timeKeys("week", keys, t) : [])];
}
