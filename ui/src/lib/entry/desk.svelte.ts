// What a person does to entries, on whatever page they stand: each act is told, and can be taken back.
import type {
  Block,
  Client,
  Correction,
  Edit,
  NewBlock,
  Past,
  Preview,
  Problem,
  Seen,
  SplitPoint,
  Step,
  StepKind,
  Tag,
} from "../host/bindings";
import { problemOf, type Host } from "../host/host";
import { NOTHING_SAID } from "./correction";

/** What was done, for a toast; `undo` where it can be taken back. */
export interface Done {
  what:
    | { kind: "assigned"; blocks: number; client: string | null }
    | { kind: "project"; blocks: number; project: string | null }
    | { kind: "task"; blocks: number; task: string | null }
    | { kind: "relabelled" | "tagged" | "noted"; blocks: number }
    | { kind: "billable"; blocks: number; billable: boolean }
    | { kind: "accepted"; blocks: number }
    | { kind: "reopened"; blocks: number }
    | { kind: "edited"; how: Edited; blocks: number }
    | { kind: "undone" | "redone"; step: Step; blocks: number };
  undo?: () => void;
}

export type Edited = Extract<
  StepKind,
  "split" | "merge" | "resize" | "move" | "duplicate" | "delete" | "resolve" | "add"
>;

export interface Around {
  host: Host;
  /** Says what was done, where the page cannot show it. */
  say: (done: Done) => void;
  /** Asks for what the page shows again; afterwards `undoable` and `redoable` are those of now. */
  read: () => Promise<void>;
}

/** An edit that was refused because time would count twice: its owner may let both count. */
interface Doubt {
  again: () => Promise<boolean>;
}

export class Desk {
  clients = $state.raw<Client[]>([]);
  tags = $state.raw<Tag[]>([]);
  undoable = $state.raw<Step | null>(null);
  redoable = $state.raw<Step | null>(null);
  /** Why the last change was refused. */
  refused = $state.raw<Problem | null>(null);
  doubt = $state.raw<Doubt | null>(null);
  /** What the dialogs are asked about. */
  splitting = $state.raw<Block | null>(null);
  merging = $state.raw<Block[] | null>(null);
  readonly #colours = $derived(Object.fromEntries(this.clients.map((client) => [client.id, client.colour])));

  readonly host: Host;
  readonly #say: Around["say"];
  readonly #read: Around["read"];

  constructor({ host, say, read }: Around) {
    this.host = host;
    this.#say = say;
    this.#read = read;
  }

  /** Clients and tags, as they are now. */
  async readNames(): Promise<void> {
    [this.clients, this.tags] = await Promise.all([this.host.clients(), this.host.tags()]);
  }

  colourOf(client: { id: string } | null | undefined): number | null {
    return client ? (this.#colours[client.id] ?? null) : null;
  }

  evidence(id: string): Promise<Seen[]> {
    return this.host.evidence(id);
  }

  history(id: string): Promise<Past[]> {
    return this.host.history(id);
  }

  splitPoints(id: string): Promise<SplitPoint[]> {
    return this.host.splitPoints(id);
  }

  /** What would come of an edit, also where time would count twice: the preview names it. */
  preview(edit: Edit): Promise<Preview> {
    return this.host.previewEdit(edit, true);
  }

  // What an entry was

  /** Gives entries to a client; `null` takes theirs away. */
  assign(client: string | null, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => (block.client?.name ?? null) !== client),
      { client: client ?? "" },
      (count) => ({ kind: "assigned", blocks: count, client }),
    );
  }

  async assignNew(name: string, blocks: readonly Block[]): Promise<boolean> {
    const client = await this.attempt(() => this.host.addClient(name, null));
    if (!client) return false;
    await this.#readNames();
    return this.assign(client.name, blocks);
  }

  assignProject(project: string | null, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => (block.project?.name ?? null) !== project),
      { project: project ?? "" },
      (count) => ({ kind: "project", blocks: count, project }),
    );
  }

  async assignNewProject(client: string, name: string, blocks: readonly Block[]): Promise<boolean> {
    const project = await this.attempt(() => this.host.addProject(client, name));
    if (!project) return false;
    await this.#readNames();
    return this.assignProject(project.name, blocks);
  }

  assignTask(task: string | null, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => (block.task?.name ?? null) !== task),
      { task: task ?? "" },
      (count) => ({ kind: "task", blocks: count, task }),
    );
  }

  async assignNewTask(project: string, name: string, blocks: readonly Block[]): Promise<boolean> {
    const task = await this.attempt(() => this.host.addTask(project, name));
    if (!task) return false;
    await this.#readNames();
    return this.assignTask(task.name, blocks);
  }

  relabel(label: string, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => block.label !== label.trim()),
      { label: label.trim() },
      (count) => ({ kind: "relabelled", blocks: count }),
    );
  }

  setNote(note: string, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => block.note !== note.trim()),
      { note: note.trim() },
      (count) => ({ kind: "noted", blocks: count }),
    );
  }

  /** The tags of one entry, or of several that shall have the same. */
  async setTags(tags: string[], blocks: readonly Block[]): Promise<boolean> {
    const isDone = await this.#correct(blocks, { tags }, (count) => ({ kind: "tagged", blocks: count }));
    await this.#readNames();
    return isDone;
  }

  setBillable(billable: boolean, blocks: readonly Block[]): Promise<boolean> {
    return this.#correct(
      blocks.filter((block) => block.billable !== billable),
      { billable },
      (count) => ({ kind: "billable", blocks: count, billable }),
    );
  }

  async accept(blocks: readonly Block[]): Promise<boolean> {
    const drafts = blocks.filter((block) => block.status === "draft");
    if (drafts.length === 0) return false;
    return this.act(() => this.host.confirm(drafts.map((block) => block.id)), {
      kind: "accepted",
      blocks: drafts.length,
    });
  }

  async reopen(blocks: readonly Block[]): Promise<boolean> {
    const confirmed = blocks.filter((block) => block.status === "confirmed");
    if (confirmed.length === 0) return false;
    return this.act(() => this.host.reopen(confirmed.map((block) => block.id)), {
      kind: "reopened",
      blocks: confirmed.length,
    });
  }

  // When it was

  /** Does an edit; one that would count time twice waits in `doubt` for a word. */
  async edit(edit: Edit, twice = false): Promise<boolean> {
    const how = EDITED[edit.kind];
    const blocks = edit.kind === "delete" || edit.kind === "merge" ? edit.blocks.length : 1;
    const isDone = await this.act(() => this.host.edit(edit, twice), { kind: "edited", how, blocks });
    this.#doubtIf(() => this.edit(edit, true));
    return isDone;
  }

  async add(block: NewBlock): Promise<boolean> {
    const what = { kind: "edited", how: "add", blocks: 1 } as const;
    const isDone = await this.act(() => this.host.addBlock(block), what);
    this.#doubtIf(() => this.add({ ...block, twice: true }));
    return isDone;
  }

  /** Right after the entry, or as long as it lasts later where there is no room. */
  duplicate(block: Block): Promise<boolean> {
    const to_ms = block.is_untimed ? block.start_ms : block.end_ms;
    return this.edit({ kind: "duplicate", block: block.id, to_ms }, false);
  }

  remove(blocks: readonly Block[]): Promise<boolean> {
    if (blocks.length === 0) return Promise.resolve(false);
    return this.edit({ kind: "delete", blocks: blocks.map((block) => block.id) });
  }

  // Back and forth

  undo(): Promise<boolean> {
    return this.#back("undo");
  }

  redo(): Promise<boolean> {
    return this.#back("redo");
  }

  forgive(): void {
    this.refused = null;
    this.doubt = null;
  }

  /** Takes one step, and tells what was done. */
  async act(step: () => Promise<unknown>, what: Done["what"]): Promise<boolean> {
    const isDone = await this.attempt(async () => {
      await step();
      return true;
    });
    await this.#read();
    if (!isDone) return false;
    const taken = this.undoable;
    this.#say(taken ? { what, undo: () => void this.#undoIf(taken) } : { what });
    return true;
  }

  async attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    this.forgive();
    try {
      return await act();
    } catch (error) {
      this.refused = problemOf(error);
      return undefined;
    }
  }

  #doubtIf(again: () => Promise<boolean>): void {
    this.doubt = this.refused?.code === "twice" ? { again } : null;
  }

  async #correct(
    blocks: readonly Block[],
    change: Partial<Correction>,
    what: (count: number) => Done["what"],
  ): Promise<boolean> {
    if (blocks.length === 0) return false;
    const ids = blocks.map((block) => block.id);
    return this.act(() => this.host.correctAll(ids, { ...NOTHING_SAID, ...change }), what(ids.length));
  }

  /** Undo of a toast: only while nothing was done since. */
  async #undoIf(step: Step): Promise<void> {
    if (this.undoable?.at_ms === step.at_ms && this.undoable.kind === step.kind) await this.undo();
  }

  async #back(way: "undo" | "redo"): Promise<boolean> {
    if (!(way === "undo" ? this.undoable : this.redoable)) return false;
    const step = await this.attempt(() => this.host[way]());
    await this.#read();
    if (!step) return false;
    this.#say({ what: { kind: way === "undo" ? "undone" : "redone", step, blocks: step.blocks } });
    return true;
  }

  async #readNames(): Promise<void> {
    await this.attempt(() => this.readNames());
  }
}

const EDITED: Record<Edit["kind"], Edited> = {
  split: "split",
  halves: "split",
  merge: "merge",
  boundary: "resize",
  resize: "resize",
  length: "resize",
  move: "move",
  duplicate: "duplicate",
  delete: "delete",
  resolve: "resolve",
};
