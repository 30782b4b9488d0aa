// The week and its entries, changed by hand.

import type { Block } from "../bindings";
import { planned, previewOf } from "./edits";
import { made, madeLoose } from "./entries";
import { overlapsOf } from "./overlaps";
import type { Plain } from "./plain";
import { splitPointsOf } from "./points";
import { labelOf, noteOf } from "./typed";
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
        label: labelOf(label),
        billable: billable ?? timesheet.roster.isBillable(work),
        tags: tags.map((name) => timesheet.roster.tag(name)),
        note: noteOf(note),
      };
      const block: Block =
        when.kind === "length"
          ? madeLoose(said, when.date, when.length_ms)
          : made({ ...said, segments: [{ start_ms: when.start_ms, end_ms: when.end_ms }] });
      const { overlaps } = previewOf(timesheet.blocks, { kind: "add", put: [block], gone: [] }, twice);
      timesheet.take("add", [block], [], world.now, world.twice.allow(twice ? overlaps : []));
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
      const { overlaps } = previewOf(blocks, plan, twice);
      const pair = edit.kind === "resolve" && edit.how === "both" ? [edit.first, edit.second] : [];
      // Two that both count stay as they are, and the step is about them.
      const unchanged = pair.map((id) => timesheet.block(id));
      const both = [...(twice ? overlaps : []), ...overlapsOf(unchanged)];
      timesheet.take(plan.kind, [...plan.put, ...unchanged], plan.gone, world.now, world.twice.allow(both));
      changed();
      return plan.put.map((block) => timesheet.block(block.id));
    },
    splitPoints: (id) => splitPointsOf(world, timesheet.block(id)),
    history: (id) => timesheet.history(id),
  };
}
