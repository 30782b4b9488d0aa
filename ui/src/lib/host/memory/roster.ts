// Who is worked for, and on what: clients with their projects and tasks, and the tags.

import type { Client, Project, Ref, Task } from "../bindings";
import { given, taken } from "./naming";
import { refusal } from "./refusal";

const COLOURS = 8;

export class Roster {
  /** As kept; the catalogue changes them in place. */
  #clients: Client[] = [];
  #tags: Ref[] = [];
  readonly #mint: () => string;

  constructor(mint: () => string) {
    this.#mint = mint;
  }

  /** By name. */
  get clients(): Client[] {
    return this.#clients.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** By name. */
  get tags(): Ref[] {
    return this.#tags.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  addClient(name: string, currency: string | null = null): Client {
    const wanted = given("client", name);
    if (this.#clients.some((one) => same(one.name, wanted))) {
      throw taken("client", wanted);
    }
    const uses = Array.from(
      { length: COLOURS },
      (_, colour) => this.#clients.filter((one) => one.colour === colour).length,
    );
    const client: Client = {
      id: this.#mint(),
      name: wanted,
      colour: uses.indexOf(Math.min(...uses)),
      projects: [],
      currency: currency ?? "EUR",
      billable: null,
      rounding: "none",
      is_archived: false,
    };
    this.#clients.push(client);
    return client;
  }

  /** `client` is a name or an id. */
  addProject(client: string, name: string): Project {
    const owner = this.client(client);
    const wanted = given("project", name);
    if (owner.projects.some((one) => same(one.name, wanted))) {
      throw taken("project", wanted);
    }
    const project: Project = {
      id: this.#mint(),
      name: wanted,
      tasks: [],
      billable: null,
      is_archived: false,
    };
    owner.projects.push(project);
    return project;
  }

  /** `project` is an id. */
  addTask(project: string, name: string): Task {
    const owner = this.#clients.flatMap((one) => one.projects).find((one) => one.id === project);
    if (!owner) throw refusal("unknown", `there is no project with the id ${project}`);
    const wanted = given("task", name);
    if (owner.tasks.some((one) => same(one.name, wanted))) {
      throw taken("task", wanted);
    }
    const task: Task = { id: this.#mint(), name: wanted, billable: null, is_archived: false };
    owner.tasks.push(task);
    return task;
  }

  removeClient(id: string): void {
    this.#clients = this.#clients.filter((one) => one.id !== id);
  }

  /** The tag of that name; one that is new is added. */
  tag(name: string): Ref {
    const wanted = given("tag", name);
    const known = this.#tags.find((one) => same(one.name, wanted));
    if (known) return known;
    const tag = { id: this.#mint(), name: wanted };
    this.#tags.push(tag);
    return tag;
  }

  removeTag(id: string): void {
    this.#tags = this.#tags.filter((one) => one.id !== id);
  }

  /** The client of that name or id, if there is one. */
  find(nameOrId: string | null): Client | null {
    if (nameOrId === null) return null;
    return this.#clients.find((one) => one.id === nameOrId || same(one.name, nameOrId)) ?? null;
  }

  client(nameOrId: string): Client {
    const client = this.find(nameOrId);
    if (!client) throw refusal("unknown", `there is no client named ‘${nameOrId}’; add it first`);
    return client;
  }

  /** What work is for, by names; "" is none. */
  work(client: string, project: string, task: string): Work {
    if (!client) {
      if (project) throw refusal("input", "a project needs its client; choose the client first");
      if (task) throw refusal("input", "a task needs its project; choose the project first");
      return { client: null, project: null, task: null };
    }
    const owner = this.client(client);
    if (!project) {
      if (task) throw refusal("input", "a task needs its project; choose the project first");
      return { client: refTo(owner), project: null, task: null };
    }
    const piece = owner.projects.find((one) => one.id === project || same(one.name, project));
    if (!piece) throw refusal("unknown", `${owner.name} has no project named ‘${project}’; add it first`);
    if (!task) return { client: refTo(owner), project: refTo(piece), task: null };
    const part = piece.tasks.find((one) => one.id === task || same(one.name, task));
    if (!part) throw refusal("unknown", `${piece.name} has no task named ‘${task}’; add it first`);
    return { client: refTo(owner), project: refTo(piece), task: refTo(part) };
  }

  /** Whether new work is billable, as task, project and client say, the closest first. */
  isBillable({ client, project, task }: Work): boolean {
    const owner = this.find(client?.id ?? null);
    if (!owner) return false;
    const piece = owner.projects.find((one) => one.id === project?.id);
    const part = piece?.tasks.find((one) => one.id === task?.id);
    return part?.billable ?? piece?.billable ?? owner.billable ?? true;
  }

  /** The same with the names that are in use now. */
  named(work: Work): Work {
    const owner = this.find(work.client?.id ?? null);
    const piece = owner?.projects.find((one) => one.id === work.project?.id);
    const part = piece?.tasks.find((one) => one.id === work.task?.id);
    return {
      client: owner ? refTo(owner) : work.client,
      project: piece ? refTo(piece) : work.project,
      task: part ? refTo(part) : work.task,
    };
  }
}

/** What an entry is for. */
export interface Work {
  client: Ref | null;
  project: Ref | null;
  task: Ref | null;
}

export function refTo({ id, name }: Ref): Ref {
  return { id, name };
}

export function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
