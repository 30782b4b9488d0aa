// A ledger and drafts for tests that look at both alone, in minutes of a day that begins at 0.
import type { Block, State, Stretch } from "../lib/host/bindings";
import { entry } from "./entry";

const MINUTE = 60_000;

/** Stretches one after the other, each with how many minutes it lasts. */
export function stretches(...parts: [State, number][]): Stretch[] {
  let at = 0;
  return parts.map(([state, minutes]) => {
    const start_ms = at;
    at += minutes * MINUTE;
    return { state, start_ms, end_ms: at };
  });
}

/** A draft from minute to minute. */
export function draft(from: number, to: number, client = "acme"): Block {
  return entry({
    start_ms: from * MINUTE,
    end_ms: to * MINUTE,
    client: { id: client, name: client },
    status: "draft",
  });
}
