// The week and its entries, changed by hand.

import type { Block } from "../bindings";
import { planned, previewOf } from "./edits";
import { made, madeLoose } from "./entries";
import type { Plain } from "./plain";
import { splitPointsOf } from "./points";
import { setCell, weekOf } from "./week";
import type { World } from "./world";

export function editing(
  world: World,
): Pick<Plain, "week" | "setCell" | "addBlock" | "previewEdit" | "edit" | "splitPoints" | "history"> {
  const { timesheet } = world;
  const changed = () => world.tell({ kind: "blocks" });

  return {
    week: (date) => weekOf(world, date),
    setCell: (change) => {
      setCell(world, change);
      changed();
      return null;
    },
    addBlock: ({ when, twice, client, project, task, label, billable, tags, note }) => {
      const work = timesheet.roster.work(client, project, task);
      const said = {
        id: world.mint(),
        zone: world.zone,
        ...work,
        label: label.trim(),
        billable: billable ?? timesheet.roster.isBillable(work),
        tags: tags.map((name) => timesheet.roster.tag(name)),
        note: note.trim(),
      };
      const block: Block =
        when.kind === "length"
          ? madeLoose(said, when.date, when.length_ms)
          : made({ ...said, segments: [{ start_ms: when.start_ms, end_ms: when.end_ms }] });
      previewOf(timesheet.blocks, { kind: "add", put: [block], gone: [] }, twice);
      timesheet.take("add", [block], [], world.now);
      changed();
      return timesheet.block(block.id);
    },
    previewEdit: (edit, twice) => {
      const { blocks } = timesheet;
      let count = 0;
      const plan = planned(blocks, edit, () => `new-${(count += 1)}`);
      return previewOf(blocks, plan, twice);
    },
    edit: (edit, twice) => {
      const { blocks } = timesheet;
      const plan = planned(blocks, edit, () => world.mint());
      previewOf(blocks, plan, twice);
      timesheet.take(plan.kind, plan.put, plan.gone, world.now);
      changed();
      return plan.put.map((block) => timesheet.block(block.id));
    },
    splitPoints: (id) => splitPointsOf(world, timesheet.block(id)),
    history: (id) => timesheet.history(id),
  };
}
