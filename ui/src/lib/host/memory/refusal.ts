// How a command fails: with what comes over the wire, a code and a sentence.

import type { Problem } from "../bindings";

export function refusal(code: string, message: string): Problem {
  return { code, message };
}
