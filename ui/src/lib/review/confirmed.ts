// What was confirmed, by client.
import type { Block, Ref } from "../host/bindings";

export interface Confirmed {
  client: Ref | null;
  length_ms: number;
}

/** The longest first; drafts do not count. */
export function byClient(blocks: Block[]): Confirmed[] {
  const found = new Map<string, Confirmed>();
  for (const { client, length_ms, status } of blocks) {
    if (status === "draft") continue;
    const sum = found.get(client?.id ?? "") ?? { client, length_ms: 0 };
    sum.length_ms += length_ms;
    found.set(client?.id ?? "", sum);
  }
  return [...found.values()].sort((a, b) => b.length_ms - a.length_ms);
}
