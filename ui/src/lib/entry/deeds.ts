// What was done to entries, for a toast.
import type { Translate } from "../words/words.svelte";
import type { Done } from "./desk.svelte";
import { stepWords } from "./sayings";

export function doneWords({ what }: Done, t: Translate): string {
  const count = what.blocks;
  switch (what.kind) {
    case "assigned":
      return what.client === null
        ? t("today.did.unassigned", { count })
        : t("today.did.assigned", { count, client: what.client });
    case "project":
      return what.project === null
        ? t("today.did.no_project", { count })
        : t("today.did.project", { count, project: what.project });
    case "task":
      return what.task === null
        ? t("entry.did.no_task", { count })
        : t("today.did.project", { count, project: what.task });
    case "relabelled":
      return t("today.did.relabelled", { count });
    case "tagged":
      return t("entry.did.tagged", { count });
    case "noted":
      return t("entry.did.noted");
    case "billable":
      return t(what.billable ? "today.did.billable" : "today.did.not_billable", { count });
    case "accepted":
      return t("today.did.accepted", { count });
    case "reopened":
      return t("today.did.reopened", { count });
    case "edited":
      return t(`entry.did.${what.how}`, { count });
    case "undone":
      return t("today.did.undone", { step: stepWords({ ...what.step, blocks: count }, t) });
    case "redone":
      return t("today.did.redone", { step: stepWords({ ...what.step, blocks: count }, t) });
  }
}
