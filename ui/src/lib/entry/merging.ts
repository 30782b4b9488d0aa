// Why entries are not merged: different things were said of them, and nobody knows which of them to lose.
import type { Block, Problem } from "../host/bindings";

type Difference = "client" | "project" | "task" | "billable";

/** A refused merge by what differs, where that is why: the engine's word for it says only that it is refused. */
export function mergeProblem(problem: Problem, blocks: readonly Block[]): Problem {
  const difference = problem.code === "input" ? differing(blocks) : null;
  return difference === null ? problem : { ...problem, code: `differ_${difference}` };
}

/** What was said of some of the entries differs in this. */
export function differing(blocks: readonly Block[]): Difference | null {
  const said = blocks.filter(isSaid);
  const differ = (of: (block: Block) => unknown) => new Set(said.map(of)).size > 1;
  if (differ((block) => block.client?.id)) return "client";
  if (differ((block) => block.project?.id)) return "project";
  if (differ((block) => block.billable)) return "billable";
  return differ((block) => block.task?.id) ? "task" : null;
}

/** A draft of which nobody said anything gives way. */
function isSaid({ status, client, why }: Block): boolean {
  return status !== "draft" || (client !== null && why?.kind === "you");
}
