// Text that a person typed: without what a terminal obeys. Labels are one line; notes keep their lines.

import { refusal } from "./refusal";

const LONGEST_LABEL = 500;
/** In bytes of UTF-8. */
const LONGEST_NOTE = 100_000;

/** The label of an entry or a timer. */
export function labelOf(typed: string): string {
  const label = oneLine(typed);
  if ([...label].length <= LONGEST_LABEL) return label;
  throw refusal(
    "input",
    `a label cannot be longer than ${LONGEST_LABEL} characters; write the rest as a note`,
  );
}

/** The note of an entry, which may be empty. */
export function noteOf(typed: string): string {
  const note = typed
    .replaceAll("\r\n", "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, " ")
    .normalize("NFC")
    .trim();
  if (new TextEncoder().encode(note).length <= LONGEST_NOTE) return note;
  throw refusal("input", "a note cannot be longer than 100 kB; split it into several");
}

/** The text in one line, without blanks at its ends. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}/gu, " ")
    .normalize("NFC")
    .trim();
}
