// A freelancer's last week, lived through by the simulation: confirmed days, and today with its drafts.

import { HOUR, instantOf, dateOf, MINUTE, plusDays, weekdayOf } from "./civil";
import {
  API_REVIEW,
  AWAY,
  BOOKKEEPING,
  type Doing,
  ESTIMATE,
  LID_CLOSED,
  LOGIN,
  LUNCH,
  SCOPE_CALL,
  SLIDES,
  STYLEGUIDE,
  VAULT,
} from "./doing";
import type { World } from "./world";

type Plan = [doing: Doing, minutes: number][];

const DAYS: Plan[] = [
  [
    [API_REVIEW, 72],
    [AWAY, 14],
    [LOGIN, 95],
    [LUNCH, 48],
    [SLIDES, 64],
    [SCOPE_CALL, 31],
    [AWAY, 9],
    [LOGIN, 88],
    [BOOKKEEPING, 22],
  ],
  [
    [SLIDES, 83],
    [VAULT, 4],
    [SLIDES, 41],
    [AWAY, 22],
    [STYLEGUIDE, 57],
    [LUNCH, 55],
    [API_REVIEW, 104],
    [ESTIMATE, 36],
    [LID_CLOSED, 25],
    [LOGIN, 52],
  ],
  [
    [STYLEGUIDE, 118],
    [AWAY, 17],
    [SCOPE_CALL, 44],
    [ESTIMATE, 39],
    [LUNCH, 61],
    [LOGIN, 127],
    [AWAY, 12],
    [SLIDES, 46],
  ],
];

const MORNING: Plan = [
  [STYLEGUIDE, 64],
  [AWAY, 11],
  [ESTIMATE, 47],
  [BOOKKEEPING, 18],
];

/** What leads up to now. */
const LATELY: Plan = [
  [API_REVIEW, 46],
  [AWAY, 28],
  [SLIDES, 48],
  [SCOPE_CALL, 29],
  [VAULT, 11],
];
const LATELY_MINUTES = 209;
const PAST_DAYS = 9;

export function seed(world: World): void {
  const { zone, now, timesheet } = world;
  const acme = timesheet.addClient("Acme");
  timesheet.addProject(acme.id, "Web relaunch");
  timesheet.addProject(acme.id, "Shop care");
  const nordwind = timesheet.addClient("Nordwind");
  timesheet.addProject(nordwind.id, "Pitch deck");
  timesheet.addClient("Helio");
  world.settings = { ...world.settings, sound: "calls" };
  world.exclusions = [
    { id: world.mint(), field: "title", pattern: "payroll" },
    { id: world.mint(), field: "title", pattern: "/bank(ing)?/" },
    { id: world.mint(), field: "program", pattern: "Signal" },
  ];

  const today = dateOf(now, zone);
  const lately = Math.floor(now / MINUTE) * MINUTE - LATELY_MINUTES * MINUTE;
  world.begin(instantOf(plusDays(today, -PAST_DAYS), 8 * 60 + 52, zone));
  for (let ago = PAST_DAYS; ago > 0; ago--) {
    const date = plusDays(today, -ago);
    const weekday = weekdayOf(date);
    if (weekday === 0 || weekday === 6) continue;
    const start = instantOf(date, 8 * 60 + 52 - ((weekday * 13) % 34), zone);
    world.sleepUntil(start);
    live(world, start, DAYS[weekday % DAYS.length] ?? []);
    world.sleepUntil(start);
    settle(world, start, instantOf(date, 17 * 60, zone));
  }

  // What was away before today was answered long ago.
  world.decidedAways = [{ start_ms: -Infinity, end_ms: instantOf(today, 0, zone) }];

  const morning = instantOf(today, 8 * 60 + 34, zone);
  if (lately - morning > 3 * HOUR) {
    world.sleepUntil(morning);
    live(world, morning, MORNING);
    world.sleepUntil(morning);
    settle(world, morning, morning + 2 * HOUR);
  }
  world.sleepUntil(lately);
  live(world, lately, LATELY);
  settle(world, lately, lately + 30 * MINUTE);
  world.live(LOGIN, now);
}

function live(world: World, start: number, plan: Plan): void {
  let until = start;
  for (const [doing, minutes] of plan) {
    until += minutes * MINUTE;
    world.live(doing, until);
  }
}

/** What began in that time was confirmed by its owner; what nobody was found for was not. */
function settle(world: World, from: number, to: number): void {
  for (const block of world.timesheet.within(from, to)) {
    if (block.client !== null && block.start_ms >= from && block.start_ms < to)
      world.timesheet.settle(block.id);
  }
}
