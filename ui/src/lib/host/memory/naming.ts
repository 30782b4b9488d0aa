// What clients, projects, tasks and tags may be called.

import type { Problem } from "../bindings";
import { refusal } from "./refusal";
import { oneLine } from "./typed";

type Named = "client" | "project" | "task" | "tag";

const LONGEST_NAME = 200;
/** Said where a name stands, these are nobody and nothing. */
const NOBODY = ["none", "unassigned"];

/**
 * A name as it is kept: white space and control characters folded, not empty, not too long, and no word that
 * says nobody or nothing.
 */
export function given(what: Named, typed: string): string {
  // The mark that a tag is shown with may be typed.
  const bare = what === "tag" ? typed.trim().replace(/^#/, "") : typed;
  const name = oneLine(bare).replace(/\s+/g, " ");
  if (NOBODY.includes(name.toLowerCase())) {
    throw refusal("input", `‘${name}’ says that there is none; choose another name`);
  }
  if (name === "") throw refusal("input", `the ${what} needs a name`);
  if ([...name].length > LONGEST_NAME) {
    throw refusal("input", `the name of the ${what} is longer than ${LONGEST_NAME} characters`);
  }
  if (what === "tag" && name.includes(",")) {
    throw refusal("input", `‘${name}’ has a comma, which separates tags; add two tags or leave it out`);
  }
  return name;
}

/** The name is another one's. */
export function taken(what: Named, name: string): Problem {
  return refusal("taken", `there is already a ${what} named ‘${name}’`);
}
