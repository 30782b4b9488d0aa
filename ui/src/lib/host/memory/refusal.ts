// How a command fails: with what comes over the wire, a code and a sentence.

import type { Problem } from "../bindings";

export function refusal(code: string, message: string): Problem {
  return { code, message };
}

/** Refuses a name that is empty, and gives back the trimmed one. */
export function given(what: "client" | "project" | "task" | "tag", name: string): string {
  const trimmed = name.trim();
  if (!trimmed) throw refusal("input", `a ${what} needs a name; give at least one letter`);
  return trimmed;
}
