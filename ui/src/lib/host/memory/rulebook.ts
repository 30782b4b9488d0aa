// The owner's rules: which windows belong to whom, whatever the classifier would say.

import type { NewRule, Rule, RuleEffect } from "../bindings";
import { refusal } from "./refusal";
import type { Block } from "./wire";
import type { World } from "./world";

export class Rulebook {
  #rules: Rule[] = [];

  /** In the order in which they are tried. */
  get rules(): Rule[] {
    return this.#rules;
  }

  add(rule: Rule): void {
    this.#rules = [...this.#rules, rule];
  }

  remove(id: string): void {
    if (!this.#rules.some((rule) => rule.id === id)) {
      throw refusal("unknown", `there is no rule with the id ${id}`);
    }
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
  }
}

/** A rule as the owner says it, understood. */
export function understood(world: World, said: NewRule, id: string): Rule {
  const pattern = said.pattern.trim();
  if (pattern === "") throw refusal("input", "the rule looks for nothing; give a word of the title");
  if (said.client === "") throw refusal("input", "the rule is for nobody; choose a client");
  const { client, project } = world.timesheet.roster.work(said.client, said.project, "");
  if (!client) throw refusal("unknown", `there is no client named ‘${said.client}’; add it first`);
  const label = said.label.trim() || null;
  return { id, field: said.field, pattern, client, project, label, billable: said.billable };
}

/** What a rule would change, of all that is kept. */
export function effectOf(world: World, rule: Rule): RuleEffect {
  const effect: RuleEffect = { changes: [], same: 0, kept: 0, overruled: 0 };
  const others = world.rulebook.rules.filter((one) => one.id !== rule.id);
  for (const block of world.timesheet.blocks.filter((one) => matches(world, rule, one))) {
    if (others.some((other) => matches(world, other, block))) effect.overruled += 1;
    else if (isSame(rule, block)) effect.same += 1;
    else if (block.status === "draft" && !block.edited) effect.changes.push(block);
    else effect.kept += 1;
  }
  return effect;
}

/** The block as the rule says. */
export function ruled(rule: Rule, block: Block): Block {
  const { field: place, pattern, client, project } = rule;
  return {
    ...block,
    client,
    project,
    task: null,
    label: rule.label ?? block.label,
    billable: rule.billable ?? true,
    confidence: 1,
    reason: `your rule ‘${pattern}’ matches the ${place === "words" ? "words" : place}`,
    why: { kind: "rule", parts: { place, pattern } },
  };
}

function matches(world: World, { field, pattern }: Rule, block: Block): boolean {
  if (block.is_untimed || field === "words") return false;
  const wanted = pattern.toLowerCase();
  return world.ledger
    .seen(block.start_ms, block.end_ms)
    .some((seen) => (field === "program" ? seen.program : seen.title).toLowerCase().includes(wanted));
}

function isSame(rule: Rule, block: Block): boolean {
  return (
    rule.client.id === block.client?.id &&
    rule.project?.id === block.project?.id &&
    (rule.billable ?? true) === block.billable &&
    (rule.label ?? block.label) === block.label
  );
}
