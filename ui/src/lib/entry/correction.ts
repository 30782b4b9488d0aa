// What a person says an entry was, where nothing is said yet.
import type { Correction } from "../host/bindings";

export const NOTHING_SAID: Correction = {
  client: null,
  project: null,
  task: null,
  label: null,
  billable: null,
  tags: null,
  note: null,
};
