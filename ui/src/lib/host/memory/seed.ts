// A freelancer's last weeks, lived through by the simulation: billed and confirmed days, what was added by
// hand, and today with its drafts.

import type { Block } from "../bindings";
import { agree } from "./agreements";
import { HOUR, instantOf, dateOf, MINUTE, plusDays, weekdayOf } from "./civil";
import {
  API_REVIEW,
  ASIDE,
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
import { jot } from "./jottings";
import { type Made, made, madeLoose } from "./entries";
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
  [SLIDES, 31],
  [ASIDE, 17],
  [SCOPE_CALL, 29],
  [VAULT, 11],
];
const LATELY_MINUTES = 209;
const PAST_DAYS = 18;
/** What is older than this is billed. */
const BILLED_AFTER_DAYS = 11;
const INVOICE = "2026-014";

export function seed(world: World): void {
  const { zone, now, timesheet } = world;
  const acme = timesheet.addClient("Acme");
  const web = timesheet.addProject(acme.id, "Web relaunch");
  ["API", "Frontend"].forEach((name) => timesheet.roster.addTask(web.id, name));
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
  agree(world, today);
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
    settle(world, start, instantOf(date, 17 * 60, zone), ago > BILLED_AFTER_DAYS);
  }
  byHand(world, today);

  // What was away before today was answered long ago.
  world.decidedAways = [{ start_ms: -Infinity, end_ms: instantOf(today, 0, zone) }];

  const morning = instantOf(today, 8 * 60 + 34, zone);
  if (lately - morning > 3 * HOUR) {
    world.sleepUntil(morning);
    live(world, morning, MORNING);
    world.sleepUntil(morning);
    settle(world, morning, morning + 2 * HOUR, false);
  }
  world.sleepUntil(lately);
  live(world, lately, LATELY);
  settle(world, lately, lately + 30 * MINUTE, false);
  world.live(LOGIN, now);
  jot(world);
}

function live(world: World, start: number, plan: Plan): void {
  let until = start;
  for (const [doing, minutes] of plan) {
    until += minutes * MINUTE;
    world.live(doing, until);
  }
}

/** What began in that time was confirmed by its owner; what nobody was found for was not. */
function settle(world: World, from: number, to: number, isBilled: boolean): void {
  for (const block of world.timesheet.within(from, to)) {
    if (block.client === null || block.start_ms < from || block.start_ms >= to) continue;
    const invoice = isBilled && block.billable ? INVOICE : null;
    world.timesheet.put({
      ...block,
      ...detailOf(world, block),
      status: invoice ? "billed" : "confirmed",
      invoice,
    });
  }
}

/** What its owner said of a day that is over. */
function detailOf({ timesheet, now, zone }: World, { label, date }: Block): Partial<Block> {
  if (date === dateOf(now, zone)) return {};
  const tag = (name: string) => [timesheet.roster.tag(name)];
  switch (label) {
    case "fixing login redirect":
      return timesheet.roster.work("Acme", "Web relaunch", "Frontend");
    case "API review":
      return timesheet.roster.work("Acme", "Web relaunch", "API");
    case "scope of phase 2":
      return { tags: tag("meeting"), note: weekdayOf(date) === 3 ? "They want the export first." : "" };
    case "estimate for phase 2":
      return { billable: false, tags: tag("offer") };
    case "style guide":
      return { tags: tag("design") };
    default:
      return {};
  }
}

/** What no capture could know: a call on the phone, a timer with its pause, work on paper. */
function byHand(world: World, today: string): void {
  const { timesheet, zone } = world;
  const dates = Array.from({ length: PAST_DAYS }, (_, index) => plusDays(today, -index - 1));
  const [last = today, second = today, third = today] = dates.filter(
    (date) => ![0, 6].includes(weekdayOf(date)),
  );
  const said = (label: string, client: string, project: string): Omit<Made, "segments"> => ({
    id: world.mint(),
    zone,
    label,
    billable: true,
    ...timesheet.roster.work(client, project, ""),
  });

  // It began before the slides were put away: twelve minutes count twice.
  const day = timesheet.within(instantOf(last, 0, zone), instantOf(last, 12 * 60, zone));
  const before = day.findLast((block) => block.client?.name === "Nordwind");
  if (before) {
    const segments = [{ start_ms: before.end_ms - 12 * MINUTE, end_ms: before.end_ms + 10 * MINUTE }];
    timesheet.put(made({ ...said("call on the phone", "Helio", ""), segments }));
  }
  const evening = instantOf(second, 18 * 60 + 10, zone);
  timesheet.put(
    made({
      ...said("release notes", "Acme", "Web relaunch"),
      source: "timer",
      segments: [
        { start_ms: evening, end_ms: evening + 35 * MINUTE },
        { start_ms: evening + 52 * MINUTE, end_ms: evening + 80 * MINUTE },
      ],
    }),
  );
  timesheet.put(madeLoose(said("sketches on paper", "Nordwind", "Pitch deck"), third, 45 * MINUTE));
}
