// The rows of the week grid, and the work that one can add to them.
import type { Client, Ref, WeekCell, WeekRow } from "../host/bindings";
import type { Option } from "../shared/combobox";

export interface RowWork {
  client: Ref | null;
  project: Ref | null;
  task: Ref | null;
  billable: boolean;
}

export interface Row extends WeekRow {
  key: string;
}

const EMPTY: WeekCell = { length_ms: 0, draft_ms: 0, loose_ms: 0, blocks: [] };

export function keyOf({ client, project, task, billable }: RowWork): string {
  return [client?.id, project?.id, task?.id, billable ? "yes" : "no"].join(" ");
}

/** What has time, then what was added by hand; work of last week only where it is asked for. */
export function rowsOf(rows: readonly WeekRow[], added: readonly RowWork[], withEarlier: boolean): Row[] {
  const shown = rows
    .filter((row) => row.total_ms > 0 || withEarlier || added.some((one) => keyOf(one) === keyOf(row)))
    .map((row) => ({ ...row, key: keyOf(row) }));
  const more = added
    .filter((one) => !shown.some((row) => row.key === keyOf(one)))
    .map((one) => ({ ...one, cells: Array.from({ length: 7 }, () => EMPTY), total_ms: 0, key: keyOf(one) }));
  return [...shown, ...more];
}

/** Each client, its projects and their tasks: "Acme · Web relaunch · API". */
export function workChoices(clients: readonly Client[]): (Option & { work: RowWork })[] {
  return clients
    .filter((client) => !client.is_archived)
    .flatMap((client) => {
      const own: RowWork = {
        client: refOf(client),
        project: null,
        task: null,
        billable: client.billable ?? true,
      };
      const projects = client.projects
        .filter((project) => !project.is_archived)
        .flatMap((project) => {
          const billable = project.billable ?? own.billable;
          const work = { ...own, project: refOf(project), billable };
          const tasks = project.tasks
            .filter((task) => !task.is_archived)
            .map((task) => ({ ...work, task: refOf(task), billable: task.billable ?? billable }));
          return [work, ...tasks];
        });
      return [own, ...projects].map((work) => ({
        id: (work.task ?? work.project ?? work.client)?.id ?? "",
        name: nameOfRow(work, ""),
        colour: client.colour,
        work,
      }));
    });
}

/** "Acme · Web relaunch · API" */
export function nameOfRow({ client, project, task }: Omit<RowWork, "billable">, none: string): string {
  if (!client) return none;
  return [client, project, task].flatMap((one) => (one ? [one.name] : [])).join(" · ");
}

function refOf({ id, name }: Ref): Ref {
  return { id, name };
}
