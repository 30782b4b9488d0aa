// What the freelancer of the demo wrote down in the last days, and which work was timed by hand.

import { dateOf, instantOf, MINUTE, plusDays } from "./civil";
import type { World } from "./world";

const NOTES: [daysAgo: number, minutes: number, text: string][] = [
  [
    0,
    8 * 60 + 50,
    "# Today\n\n- Helio wants the **estimate** by Monday\n- Ask Acme about the `staging` key\n\nNordwind moved the pitch to *Friday, 14:00*.",
  ],
  [
    1,
    17 * 60 + 5,
    "Call with Helio about phase two:\n\n1. Import of the old orders\n2. Roles and rights\n3. A report by region\n\nThey will send the list of regions. See [the scope](https://docs.helio.example/phase-two).",
  ],
  [3, 12 * 60, "## Style guide\n\nBlue stays. The *grey of the buttons* needs more contrast: 4.5 to 1."],
  [
    6,
    16 * 60 + 40,
    "Invoice 2026-017 is out. Nordwind pays after thirty days.\n\n> Next time, agree on a deposit.",
  ],
];

const TIMED: [daysAgo: number, minutes: number, client: string, project: string, label: string][] = [
  [1, 38, "Helio", "", "workshop, phase two"],
  [2, 64, "Acme", "Web relaunch", "pairing on the login"],
  [4, 25, "Nordwind", "Pitch deck", "sketches on paper"],
];

export function jot(world: World): void {
  const { notebook, timers, timesheet, zone } = world;
  const today = dateOf(world.now, zone);
  // Whoever was away before was asked about it, and gave no answer.
  world.askedAways = [{ start_ms: -Infinity, end_ms: world.now }];
  for (const [ago, minutes, text] of NOTES) {
    const date = plusDays(today, -ago);
    const at_ms = Math.min(instantOf(date, minutes, zone), world.now - 10 * MINUTE);
    notebook.add(world.mint(), date, text, at_ms);
  }

  const call = timesheet.blocks.findLast(
    (block) => block.status === "confirmed" && block.label === "scope of phase 2",
  );
  if (call) {
    timesheet.put({ ...call, note: "Decided: orders first, the report by region can wait." });
    notebook.wroteOn(call.id, call.end_ms);
  }

  for (const [ago, minutes, client, project, label] of TIMED) {
    const work = timesheet.roster.work(client, project, "");
    const start_ms = instantOf(plusDays(today, -ago), 19 * 60, zone);
    const end_ms = start_ms + minutes * MINUTE;
    timers.remember(world.mint(), { ...work, label, billable: true }, { start_ms, end_ms });
  }
}
