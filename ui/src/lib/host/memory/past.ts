// What a step changed of an entry, field by field.

import type { Past, PastChange, PastField, PastValue, Step } from "../bindings";
import type { Block } from "./wire";

/** What `step` was to an entry that was so before and after it; without one, it was not there. */
export function pastOf(step: Step, was: Block | undefined, became: Block | undefined): Past {
  if (!was) return { step, fate: "made", changes: [] };
  if (!became) return { step, fate: "removed", changes: [] };
  return { step, fate: "kept", changes: differences(was, became) };
}

function differences(was: Block, became: Block): PastChange[] {
  const after = new Map(said(became));
  return said(was).flatMap(([field, before]) => {
    const now = after.get(field) ?? before;
    const isSame = JSON.stringify(before) === JSON.stringify(now);
    const timeIsSame = JSON.stringify(was.segments) === JSON.stringify(became.segments);
    return isSame && (field !== "time" || timeIsSame) ? [] : [{ field, was: before, became: now }];
  });
}

function said(block: Block): [PastField, PastValue][] {
  const { start_ms, end_ms, length_ms, is_untimed, tags } = block;
  return [
    ["time", { kind: "time", start_ms, end_ms, length_ms, is_untimed }],
    ["zone", words(block.zone)],
    ["client", words(block.client?.name)],
    ["project", words(block.project?.name)],
    ["task", words(block.task?.name)],
    ["label", words(block.label)],
    ["billable", { kind: "yes", is: block.billable }],
    ["status", { kind: "status", status: block.status }],
    ["tags", tags.length > 0 ? { kind: "names", names: tags.map(({ name }) => name) } : { kind: "nothing" }],
    ["note", words(block.note)],
  ];
}

function words(text: string | undefined): PastValue {
  return text ? { kind: "words", text } : { kind: "nothing" };
}
