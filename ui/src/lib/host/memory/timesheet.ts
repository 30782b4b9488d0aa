// Clients, blocks, and every step that a person made on them, so that it can be undone.

import type { Client, Project, Ref, Step, Why } from "../bindings";
import { clipped, without } from "./ledger";
import { NOTHING, YOU } from "./reasons";
import { given, refusal } from "./refusal";
import type { Block, Correction } from "./wire";

/** A draft as the classifier makes it. */
export interface Draft {
  start_ms: number;
  end_ms: number;
  client?: string | null;
  project?: string | null;
  label: string;
  billable?: boolean;
  confidence: number;
  reason: string;
  /** `null` for a sentence of somebody else's. */
  why?: Why | null;
}

interface Kept {
  step: Step;
  before: Block[];
  after: Block[];
}

const COLOURS = 8;

export class Timesheet {
  #clients: Client[] = [];
  #blocks: Block[] = [];
  #done: Kept[] = [];
  #undone: Kept[] = [];
  readonly #mint: () => string;

  constructor(mint: () => string) {
    this.#mint = mint;
  }

  get clients(): Client[] {
    return this.#clients.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  get undoable(): Step | null {
    return this.#done.at(-1)?.step ?? null;
  }

  get redoable(): Step | null {
    return this.#undone.at(-1)?.step ?? null;
  }

  within(start_ms: number, end_ms: number): Block[] {
    return this.#blocks.filter((block) => clipped(block, start_ms, end_ms).length > 0);
  }

  block(id: string): Block {
    const block = this.#blocks.find((one) => one.id === id);
    if (!block) throw refusal("unknown", `there is no block with the id ${id}`);
    return block;
  }

  addClient(name: string): Client {
    const wanted = given("client", name);
    if (this.#clients.some((one) => same(one.name, wanted))) {
      throw refusal("taken", `there already is a client named ‘${wanted}’; choose another name`);
    }
    const uses = Array.from(
      { length: COLOURS },
      (_, colour) => this.#clients.filter((one) => one.colour === colour).length,
    );
    const colour = uses.indexOf(Math.min(...uses));
    const client = { id: this.#mint(), name: wanted, colour, projects: [] };
    this.#clients.push(client);
    return client;
  }

  /** `client` is a name or an id. */
  addProject(client: string, name: string): Project {
    const owner = this.#client(client);
    const wanted = given("project", name);
    if (owner.projects.some((one) => same(one.name, wanted))) {
      throw refusal("taken", `${owner.name} already has a project named ‘${wanted}’; choose another name`);
    }
    const project = { id: this.#mint(), name: wanted };
    owner.projects.push(project);
    return project;
  }

  /** Adds a draft; one that goes on with what its neighbour says makes that one longer. */
  draft(draft: Draft): Block {
    const client = this.find(draft.client ?? null);
    const project = client?.projects.find((one) => same(one.name, draft.project ?? "")) ?? null;
    const last = this.#blocks.at(-1);
    const goesOn =
      last?.status === "draft" &&
      !last.edited &&
      last.end_ms === draft.start_ms &&
      last.client?.id === client?.id &&
      last.project?.id === project?.id &&
      (last.label === draft.label || (!client && draft.client));
    if (goesOn) {
      this.#put({ ...last, end_ms: draft.end_ms });
      return this.block(last.id);
    }
    const block: Block = {
      id: this.#mint(),
      start_ms: draft.start_ms,
      end_ms: draft.end_ms,
      client: client && refTo(client),
      project: project && refTo(project),
      label: draft.client && !client ? "" : draft.label,
      billable: draft.billable ?? client !== null,
      confidence: draft.client && !client ? 0 : draft.confidence,
      ...(draft.client && !client ? NOTHING : { reason: draft.reason, why: draft.why ?? null }),
      status: "draft",
      edited: false,
    };
    this.#blocks.push(block);
    this.#blocks.sort((a, b) => a.start_ms - b.start_ms);
    return block;
  }

  /** Says the same of several blocks, as one step. */
  correct(ids: string[], correction: Correction, at_ms: number): void {
    const before = ids.map((id) => this.block(id));
    if (before.length === 0) return;
    const after = before.map((block) => this.#corrected(block, correction));
    this.#take(kindOf(correction), before, after, at_ms);
  }

  confirm(ids: string[], at_ms: number): void {
    this.#turn("confirm", "confirmed", ids, at_ms);
  }

  reopen(ids: string[], at_ms: number): void {
    this.#turn("reopen", "draft", ids, at_ms);
  }

  undo(): Step | null {
    const kept = this.#done.at(-1);
    if (!kept) return null;
    this.#restore(kept.after, kept.before);
    this.#done.pop();
    this.#undone.push(kept);
    return kept.step;
  }

  redo(): Step | null {
    const kept = this.#undone.at(-1);
    if (!kept) return null;
    this.#restore(kept.before, kept.after);
    this.#undone.pop();
    this.#done.push(kept);
    return kept.step;
  }

  /** Takes back or cuts the drafts between two instants; what a person touched stays. */
  forget(start_ms: number, end_ms: number): number {
    const gone = this.within(start_ms, end_ms).filter((block) => block.status === "draft" && !block.edited);
    const ids = new Set(gone.map((block) => block.id));
    this.#blocks = this.#blocks.filter((block) => !ids.has(block.id));
    const rest = gone.flatMap((block) => without(block, start_ms, end_ms));
    this.#blocks.push(...rest.map((block) => ({ ...block, id: this.#mint() })));
    this.#blocks.sort((a, b) => a.start_ms - b.start_ms);
    const holds = (kept: Kept) => kept.before.some((block) => ids.has(block.id));
    this.#done = this.#done.filter((kept) => !holds(kept));
    this.#undone = this.#undone.filter((kept) => !holds(kept));
    return gone.length;
  }

  /** Marks as confirmed without a step: how days of long ago begin. */
  settle(id: string): void {
    this.#put({ ...this.block(id), status: "confirmed" });
  }

  #corrected(before: Block, { client, project, label, billable }: Correction): Block {
    const after = { ...before, ...YOU, confidence: 1, edited: true };
    if (client != null) {
      after.client = client ? refTo(this.#client(client)) : null;
      if (after.client?.id !== before.client?.id) after.project = null;
    }
    if (project != null) after.project = this.#projectOf(after.client, project);
    if (label != null) after.label = label.trim();
    if (billable != null) after.billable = billable;
    return after;
  }

  #turn(kind: Step["kind"], status: Block["status"], ids: string[], at_ms: number): void {
    const before = ids.map((id) => this.block(id)).filter((block) => block.status !== status);
    if (before.length === 0) return;
    this.#take(
      kind,
      before,
      before.map((block) => ({ ...block, status })),
      at_ms,
    );
  }

  #take(kind: Step["kind"], before: Block[], after: Block[], at_ms: number): void {
    this.#done.push({ step: { kind, blocks: before.length, at_ms }, before, after });
    this.#undone = [];
    after.forEach((block) => this.#put(block));
  }

  #restore(from: Block[], to: Block[]): void {
    const isChanged = from.some((block) => {
      const now = this.#blocks.find((one) => one.id === block.id);
      return JSON.stringify(now) !== JSON.stringify(block);
    });
    if (isChanged) {
      throw refusal(
        "changed",
        "the block has changed since, so this step stays as it is; correct the block instead",
      );
    }
    to.forEach((block) => this.#put(block));
  }

  #put(block: Block): void {
    this.#blocks = this.#blocks.map((one) => (one.id === block.id ? block : one));
  }

  /** The client of that name or id, if there is one. */
  find(nameOrId: string | null): Client | null {
    if (nameOrId === null) return null;
    return this.#clients.find((one) => one.id === nameOrId || same(one.name, nameOrId)) ?? null;
  }

  #client(nameOrId: string): Client {
    const client = this.find(nameOrId);
    if (!client) throw refusal("unknown", `there is no client named ‘${nameOrId}’; add it first`);
    return client;
  }

  #project(client: Client, name: string): Project {
    const project = client.projects.find((one) => same(one.name, name));
    if (!project) throw refusal("unknown", `${client.name} has no project named ‘${name}’; add it first`);
    return project;
  }

  #projectOf(client: Ref | null, name: string): Ref | null {
    if (!name) return null;
    if (!client) throw refusal("input", "a project needs its client; choose the client first");
    return refTo(this.#project(this.#client(client.id), name));
  }
}

function kindOf({ client, project, label, billable }: Correction): Step["kind"] {
  const isAssigned = client != null || project != null;
  if (Number(isAssigned) + Number(label != null) + Number(billable != null) !== 1) return "edit";
  if (isAssigned) return "assign";
  return label == null ? "billable" : "relabel";
}

function refTo({ id, name }: Ref): Ref {
  return { id, name };
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
