// The entries, and every step that a person made on them, so that it can be undone.

import type { Client, Past, Project, Step, StepKind, Why } from "../bindings";
import { liesIn, made, over } from "./entries";
import { without } from "./ledger";
import { pastOf } from "./past";
import { NOTHING, YOU } from "./reasons";
import { refusal } from "./refusal";
import { refTo, Roster, same, type Work } from "./roster";
import { labelOf, noteOf } from "./typed";
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
  /** The entries that it touches, as far as they were there. */
  before: Block[];
  after: Block[];
  beside: Beside | null;
}

/** What goes back and forth with a step, beside its entries. */
export interface Beside {
  undo: () => void;
  redo: () => void;
}

export class Timesheet {
  readonly roster: Roster;
  #blocks: Block[] = [];
  #done: Kept[] = [];
  #undone: Kept[] = [];
  readonly #mint: () => string;
  readonly #zone: () => string;

  constructor(mint: () => string, zone: () => string) {
    this.#mint = mint;
    this.#zone = zone;
    this.roster = new Roster(mint);
  }

  get clients(): Client[] {
    return this.roster.clients;
  }

  /** All entries in order of time. */
  get blocks(): Block[] {
    return this.#blocks.map((block) => this.#named(block));
  }

  get undoable(): Step | null {
    return this.#done.at(-1)?.step ?? null;
  }

  get redoable(): Step | null {
    return this.#undone.at(-1)?.step ?? null;
  }

  /** The entries as an undo or a redo would bring them back. */
  get turnable(): Block[] {
    return [...this.#done, ...this.#undone].flatMap(({ before, after }) => [...before, ...after]);
  }

  within(start_ms: number, end_ms: number): Block[] {
    return this.blocks.filter((block) => liesIn(block, start_ms, end_ms));
  }

  block(id: string): Block {
    const block = this.#blocks.find((one) => one.id === id);
    if (!block) throw refusal("unknown", `there is no block with the id ${id}`);
    return this.#named(block);
  }

  /** What was done to an entry, the newest first. */
  history(id: string): Past[] {
    const found = (blocks: Block[]) => {
      const block = blocks.find((one) => one.id === id);
      return block && this.#named(block);
    };
    return this.#done
      .map(({ step, before, after }) => ({ step, was: found(before), became: found(after) }))
      .filter(({ was, became }) => was ?? became)
      .map(({ step, was, became }) => pastOf(step, was, became))
      .reverse();
  }

  find(nameOrId: string | null): Client | null {
    return this.roster.find(nameOrId);
  }

  addClient(name: string, currency: string | null = null): Client {
    return this.roster.addClient(name, currency);
  }

  addProject(client: string, name: string): Project {
    return this.roster.addProject(client, name);
  }

  /** Adds a draft; one that goes on with what its neighbour says makes that one longer. */
  draft(draft: Draft): Block {
    const client = this.find(draft.client ?? null);
    const project = client?.projects.find((one) => same(one.name, draft.project ?? "")) ?? null;
    const last = this.#blocks.findLast((block) => !block.is_untimed);
    const goesOn =
      last?.status === "draft" &&
      !last.edited &&
      last.end_ms === draft.start_ms &&
      last.client?.id === client?.id &&
      last.project?.id === project?.id &&
      (last.label === draft.label || (!client && draft.client));
    if (goesOn) {
      this.put(over(last, [...last.segments, { start_ms: draft.start_ms, end_ms: draft.end_ms }]));
      return this.block(last.id);
    }
    const isNobodys = Boolean(draft.client) && !client;
    const block = made({
      id: this.#mint(),
      zone: this.#zone(),
      segments: [{ start_ms: draft.start_ms, end_ms: draft.end_ms }],
      client: client && refTo(client),
      project: project && refTo(project),
      label: isNobodys ? "" : draft.label,
      billable: draft.billable ?? client !== null,
      confidence: isNobodys ? 0 : draft.confidence,
      ...(isNobodys ? NOTHING : { reason: draft.reason, why: draft.why ?? null }),
      status: "draft",
      edited: false,
      source: "capture",
    });
    this.put(block);
    return block;
  }

  /** Says the same of several blocks, as one step. */
  correct(ids: string[], correction: Correction, at_ms: number): void {
    const before = ids.map((id) => this.block(id));
    if (before.length === 0) return;
    const after = before.map((block) => this.#corrected(block, correction));
    this.take(kindOf(correction), after, [], at_ms);
  }

  /** Writes the note of an entry, which is no word on whose it was. */
  annotate(id: string, note: string, at_ms: number): void {
    this.take("edit", [{ ...this.block(id), note: noteOf(note) }], [], at_ms);
  }

  confirm(ids: string[], at_ms: number): void {
    this.#turn("confirm", "confirmed", ids, at_ms);
  }

  reopen(ids: string[], at_ms: number): void {
    this.#turn("reopen", "draft", ids, at_ms);
  }

  /** One act: entries that are new or changed, and entries that go. */
  take(kind: StepKind, put: Block[], gone: string[], at_ms: number, beside: Beside | null = null): void {
    const touched = new Set([...put.map((block) => block.id), ...gone]);
    const before = this.#blocks.filter((block) => touched.has(block.id));
    before.forEach((block) => {
      const after = put.find((one) => one.id === block.id);
      if (kind !== "confirm" && !(after && isBilledAlike(block, after))) refuseBilled(block);
    });
    this.#done.push({ step: { kind, blocks: touched.size, at_ms }, before, after: put, beside });
    this.#undone = [];
    this.#replace(before, put);
  }

  undo(): Step | null {
    const kept = this.#done.at(-1);
    if (!kept) return null;
    this.#restore(kept.after, kept.before);
    kept.beside?.undo();
    this.#done.pop();
    this.#undone.push(kept);
    return kept.step;
  }

  redo(): Step | null {
    const kept = this.#undone.at(-1);
    if (!kept) return null;
    this.#restore(kept.before, kept.after);
    kept.beside?.redo();
    this.#undone.pop();
    this.#done.push(kept);
    return kept.step;
  }

  /** Takes back or cuts the drafts between two instants; what a person touched stays. */
  forget(start_ms: number, end_ms: number): number {
    const isForgotten = (block: Block) =>
      block.status === "draft" && !block.edited && !block.is_untimed && liesIn(block, start_ms, end_ms);
    const gone = this.#blocks.filter(isForgotten);
    const ids = new Set(gone.map((block) => block.id));
    const rest = gone.flatMap((block) => {
      const left = block.segments.flatMap((one) => without(one, start_ms, end_ms));
      return left.map((one) => ({ ...over(block, [one]), id: this.#mint() }));
    });
    this.#replace(gone, rest);
    const holds = (kept: Kept) => kept.before.some((block) => ids.has(block.id));
    this.#done = this.#done.filter((kept) => !holds(kept));
    this.#undone = this.#undone.filter((kept) => !holds(kept));
    return gone.length;
  }

  /** Marks as confirmed without a step: how days of long ago begin. */
  settle(id: string): void {
    this.put({ ...this.block(id), status: "confirmed" });
  }

  /** Keeps an entry as it is, without a step. */
  put(block: Block): void {
    this.#replace([block], [block]);
  }

  #corrected(before: Block, said: Correction): Block {
    const { roster } = this;
    const isWord = [said.client, said.project, said.task, said.label, said.billable].some(
      (one) => one != null,
    );
    const after = isWord ? { ...before, ...YOU, confidence: 1, edited: true } : { ...before };
    const isOther = said.client != null && roster.find(said.client)?.id !== before.client?.id;
    const client = said.client ?? before.client?.id ?? "";
    const project = said.project ?? (isOther ? "" : (before.project?.id ?? ""));
    const isElsewhere = isOther || (said.project != null && !same(said.project, before.project?.name ?? ""));
    const task = said.task ?? (isElsewhere ? "" : (before.task?.id ?? ""));
    const work = roster.work(client, project, task);
    Object.assign(after, work, { billable: this.#passedOn(before, work) });
    if (said.label != null) after.label = labelOf(said.label);
    if (said.billable != null) after.billable = said.billable;
    if (said.tags != null) {
      const tags = said.tags.map((name) => roster.tag(name));
      after.tags = [...new Map(tags.map((tag) => [tag.id, refTo(tag)])).values()].sort((a, b) =>
        a.name.localeCompare(b.name),
      );
    }
    if (said.note != null) after.note = noteOf(said.note);
    return after;
  }

  /**
   * As the new one says, unless somebody had made it other than the old one says. Nobody says anything of work
   * that was nobody's, and nobody pays for work that becomes so.
   */
  #passedOn(before: Block, work: Work): boolean {
    const { roster } = this;
    const isSame =
      before.client?.id === work.client?.id &&
      before.project?.id === work.project?.id &&
      before.task?.id === work.task?.id;
    if (isSame) return before.billable;
    if (work.client === null) return before.billable && before.client === null;
    const isAsSaid = before.client === null || roster.isBillable(before) === before.billable;
    return isAsSaid ? roster.isBillable(work) : before.billable;
  }

  #turn(kind: StepKind, status: Block["status"], ids: string[], at_ms: number): void {
    const before = ids.map((id) => this.block(id)).filter((block) => block.status !== status);
    before.forEach((block) => refuseBilled(block));
    if (before.length === 0) return;
    this.take(
      kind,
      before.map((block) => ({ ...block, status })),
      [],
      at_ms,
    );
  }

  #restore(from: Block[], to: Block[]): void {
    const now = (id: string) => this.#blocks.find((one) => one.id === id);
    const isChanged = from.some((block) => JSON.stringify(now(block.id)) !== JSON.stringify(block));
    const isThere = to.some(({ id }) => now(id) && !from.some((block) => block.id === id));
    if (isChanged || isThere) {
      throw refusal(
        "changed",
        "this has changed since and cannot be undone or redone; change the block itself",
      );
    }
    this.#replace(from, to);
  }

  #replace(from: Block[], to: Block[]): void {
    const gone = new Set(from.map((block) => block.id));
    this.#blocks = [...this.#blocks.filter((block) => !gone.has(block.id)), ...to].sort(
      (a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms || a.id.localeCompare(b.id),
    );
  }

  /** With the names of now, and the tags that still are. */
  #named(block: Block): Block {
    const tags = this.roster.tags.filter((tag) => block.tags.some((one) => one.id === tag.id));
    return { ...block, ...this.roster.named(block), tags: tags.map(refTo) };
  }
}

export function refuseBilled(block: Block): void {
  if (block.status !== "billed") return;
  const on = block.invoice ? `invoice ${block.invoice}` : "an invoice";
  const out = "undo the import that brought it, or leave it";
  throw refusal("billed", `this entry is on ${on} and stays as it is; ${out}`);
}

/** Tags and a note are nobody's invoice. */
function isBilledAlike(before: Block, after: Block): boolean {
  const bare = (block: Block) => JSON.stringify({ ...block, tags: [], note: "" });
  return bare(before) === bare(after);
}

function kindOf({ client, project, task, label, billable, tags, note }: Correction): StepKind {
  const isAssigned = client != null || project != null || task != null;
  const said = [isAssigned, label != null, billable != null, tags != null, note != null];
  if (said.filter(Boolean).length !== 1 || tags != null || note != null) return "edit";
  if (isAssigned) return "assign";
  return label == null ? "billable" : "relabel";
}
