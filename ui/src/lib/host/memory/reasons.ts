// Why the classifier thinks so: the English sentence, and the same as plain data.

import type { Why } from "../bindings";

export interface Reason {
  reason: string;
  why: Why | null;
}

export const YOU: Reason = { reason: "you said so", why: { kind: "you", parts: {} } };

export const NOTHING: Reason = {
  reason: "no rule matches, and no correction taught anything like it",
  why: { kind: "nothing", parts: {} },
};

/** Of a draft that a person made: whom it was for is still to be said where nobody is named. */
export function groundsFor(client: unknown): Reason & { confidence: number } {
  return client === null ? { ...NOTHING, confidence: 0 } : { ...YOU, confidence: 1 };
}

/** "9 of 9 blocks with ‘nordwind’ in the title were Nordwind" */
export function sign(
  here: number,
  all: number,
  place: "title" | "folder",
  what: string,
  whose: string,
): Reason {
  const where = place === "title" ? `with ‘${what}’ in the title` : `in the folder ‘${what}’`;
  const blocks = all === 1 ? "block" : "blocks";
  const were = here === 1 ? "was" : "were";
  return {
    reason: `${here} of ${all} ${blocks} ${where} ${were} ${whose}`,
    why: { kind: "sign", parts: { whose, here: String(here), all: String(all), place, what } },
  };
}

/** What was said is like earlier blocks. */
export function said(whose: string): Reason {
  return {
    reason: `what was said is like earlier blocks of ${whose}`,
    why: { kind: "said", parts: { whose } },
  };
}
