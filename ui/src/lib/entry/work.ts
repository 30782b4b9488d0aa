// For whom, and on what, in one line: "Acme · Web relaunch".
import type { Client, Ref } from "../host/bindings";
import type { Host } from "../host/host";
import type { Option } from "../shared/combobox";

/** Names; "" is none. */
export interface Work {
  client: string;
  project: string;
}

export const NO_WORK: Work = { client: "", project: "" };

/** Each client, and below it each of its projects; what is archived is not offered any more. */
export function workOptions(clients: Client[]): Option[] {
  return clients
    .filter((client) => !client.is_archived)
    .flatMap(({ id, name, colour, projects }) => [
      { id, name, colour },
      ...projects
        .filter((project) => !project.is_archived)
        .map((project) => ({ id: project.id, name: `${name} · ${project.name}`, colour })),
    ]);
}

/** The option that stands for this work. */
export function optionOf(of: { client: Ref | null; project: Ref | null }): string | null {
  return of.project?.id ?? of.client?.id ?? null;
}

/** The work that an option stands for. */
export function workOf(id: string | null, clients: Client[]): Work {
  for (const client of clients) {
    if (client.id === id) return { client: client.name, project: "" };
    const project = client.projects.find((one) => one.id === id);
    if (project) return { client: client.name, project: project.name };
  }
  return NO_WORK;
}

/** What was typed for work that is not there yet: "Tax office", or "Acme · Shop" with · / or : between. */
export function workTyped(text: string): Work {
  const [client = "", ...project] = text.split(/\s*[·/:]\s*/);
  return { client: client.trim(), project: project.join(" ").trim() };
}

/** Adds the client and the project of that work where they are not there yet; returns it as they are named. */
export async function workThatIs(host: Host, clients: Client[], work: Work): Promise<Work> {
  if (work.client === "") return NO_WORK;
  const client =
    clients.find((one) => isSame(one.name, work.client)) ?? (await host.addClient(work.client, null));
  if (work.project === "") return { client: client.name, project: "" };
  const project =
    client.projects.find((one) => isSame(one.name, work.project)) ??
    (await host.addProject(client.name, work.project));
  return { client: client.name, project: project.name };
}

function isSame(a: string, b: string): boolean {
  return a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();
}
