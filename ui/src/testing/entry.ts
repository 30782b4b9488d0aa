// An entry for tests that look at entries alone.
import type { Block, Timespan } from "../lib/host/bindings";

/** A confirmed, billable entry of Acme's; without segments it counts from start to end. */
export function entry(said: Partial<Block> & Timespan): Block {
  const { start_ms, end_ms } = said;
  const segments = said.segments ?? [{ start_ms, end_ms }];
  return {
    id: `${start_ms}`,
    client: { id: "acme", name: "acme" },
    project: null,
    task: null,
    label: "",
    billable: true,
    confidence: 0.9,
    reason: "",
    why: null,
    status: "confirmed",
    edited: false,
    tags: [],
    note: "",
    zone: "Europe/Vienna",
    date: "2026-11-20",
    is_untimed: false,
    source: "capture",
    invoice: null,
    length_ms: segments.reduce((sum, one) => sum + one.end_ms - one.start_ms, 0),
    ...said,
    segments,
  };
}
