// What was asked for from elsewhere (the palette) before the page of reports stood there.
import type { ImportKind } from "../host/bindings";

export const KINDS = [
  "toggl",
  "clockify",
  "harvest",
  "activitywatch",
  "csv",
  "json",
  "ics",
] as const satisfies ImportKind[];

class Asked {
  what = $state.raw<{ kind: "import"; from: ImportKind | null } | { kind: "export" } | null>(null);
}

export const asked = new Asked();
