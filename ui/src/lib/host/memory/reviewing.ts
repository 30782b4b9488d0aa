// The review: drafts by how sure they are, what helps to decide, rules, absences, and money left lying.

import type { Amount, Away, AwayAnswer, NewRule, Review, ReviewHelp, SeenRun, Timespan } from "../bindings";
import { awaysOf } from "./aways";
import { HOUR, isDate, MINUTE, plusDays, startOf } from "./civil";
import { lengthOf, made, minus, over, shared, union } from "./entries";
import { leaksOf } from "./leaking";
import type { Plain } from "./plain";
import { splitPointsOf } from "./points";
import { groundsFor } from "./reasons";
import { refusal } from "./refusal";
import { effectOf, ruled, understood } from "./rulebook";
import { labelOf } from "./typed";
import type { Block } from "./wire";
import type { World } from "./world";

const MOST_RUNS = 12;
/** An entry ends where an absence begins if no more than this lies between. */
const REACH = MINUTE;

export function reviewing(
  world: World,
): Pick<
  Plain,
  | "review"
  | "reviewHelp"
  | "confirmDays"
  | "previewRule"
  | "makeRule"
  | "rules"
  | "removeRule"
  | "leaks"
  | "awayToAsk"
  | "awayAsked"
  | "answerAway"
> {
  const { timesheet, rulebook } = world;

  const spanOf = (from: string, to: string): Timespan => {
    for (const date of [from, to]) {
      if (!isDate(date)) throw refusal("input", `‘${date}’ is not a date; write it like 2026-11-20`);
    }
    return { start_ms: startOf(from, world.zone), end_ms: startOf(plusDays(to, 1), world.zone) };
  };
  const draftsOf = ({ start_ms, end_ms }: Timespan) =>
    timesheet.within(start_ms, end_ms).filter((block) => block.status === "draft");
  const told = <T>(value: T, ...kinds: ("blocks" | "clients" | "timers" | "ledger")[]): T => {
    kinds.forEach((kind) => world.tell({ kind }));
    return value;
  };

  return {
    review: (from, to, later) => reviewOf(world, spanOf(from, to), later),
    reviewHelp: (id) => helpOf(world, timesheet.block(id)),
    confirmDays: (from, to) => {
      const drafts = draftsOf(spanOf(from, to));
      timesheet.confirm(
        drafts.map((block) => block.id),
        world.now,
      );
      return told(drafts.length, "blocks");
    },
    previewRule: (rule) => effectOf(world, understood(world, rule, "")),
    makeRule: (said) => {
      const rule = understood(world, said, world.mint());
      const { changes } = effectOf(world, rule);
      rulebook.add(rule);
      if (changes.length > 0) {
        timesheet.take(
          "rule",
          changes.map((block) => ruled(rule, block)),
          [],
          world.now,
        );
      }
      return told(rule.id, "clients", "blocks");
    },
    rules: () => rulebook.rules,
    removeRule: (id) => {
      rulebook.remove(id);
      return told(null, "clients");
    },
    leaks: () =>
      leaksOf(world, (block) => {
        const perHour = world.pricing.perHour(block, block.date, timesheet.roster);
        return perHour && { ...perHour, minor: Math.round((perHour.minor * block.length_ms) / HOUR) };
      }),
    awayToAsk: () => {
      if (!world.settings.ask_about_absences) return null;
      const today = awaysOf(world, world.now - 24 * HOUR, world.now);
      const newest = today.at(-1);
      const isAsked = newest && shared([newest], world.askedAways).length > 0;
      return newest?.is_over && !isAsked ? newest : null;
    },
    awayAsked: (span) => {
      world.askedAways = [...world.askedAways, span];
      return null;
    },
    answerAway: (span, answer) => {
      const found = awaysOf(world, span.start_ms, span.end_ms).find(
        (away) => away.start_ms === span.start_ms && away.end_ms === span.end_ms,
      );
      if (!found) throw refusal("changed", "this absence was decided already; look at the day again");
      answered(world, found, answer);
      return told(null, "blocks", "timers", "ledger");
    },
  };
}

function reviewOf(world: World, { start_ms, end_ms }: Timespan, later: string[]): Review {
  const { timesheet } = world;
  const blocks = timesheet.within(start_ms, end_ms);
  const drafts = blocks.filter((block) => block.status === "draft");
  const putOff = (block: Block) => Number(later.includes(block.id));
  const byClient = new Map<string, Block[]>();
  for (const draft of drafts) {
    const key = draft.client?.id ?? "";
    byClient.set(key, [...(byClient.get(key) ?? []), draft]);
  }
  return {
    queue: drafts.toSorted(
      (a, b) => putOff(a) - putOff(b) || a.confidence - b.confidence || a.start_ms - b.start_ms,
    ),
    drafts: amountOf(drafts),
    confirmed: amountOf(blocks.filter((block) => block.status !== "draft")),
    unassigned: amountOf(drafts.filter((block) => block.client === null)),
    unreviewed: [...byClient.values()]
      .map((own) => ({ client: own[0]?.client ?? null, amount: amountOf(own) }))
      .sort((a, b) => b.amount.length_ms - a.amount.length_ms),
    aways: awaysOf(world, start_ms, end_ms),
    overlaps: world.twice.undecided(blocks),
    undo: timesheet.undoable,
    redo: timesheet.redoable,
    now_ms: world.now,
    zone: world.zone,
  };
}

function amountOf(blocks: Block[]): Amount {
  return { entries: blocks.length, length_ms: blocks.reduce((sum, block) => sum + block.length_ms, 0) };
}

function helpOf(world: World, block: Block): ReviewHelp {
  if (block.is_untimed) return { seen: [], split: null, previous: null, rule: null };
  const before = world.timesheet.blocks.filter(
    (one) => one.date === block.date && !one.is_untimed && one.end_ms <= block.start_ms,
  );
  const previous = before.at(-1);
  return {
    seen: runsOf(world, block),
    split: splitPointsOf(world, block)[0] ?? null,
    previous: previous && previous.status !== "billed" ? previous : null,
    rule: ruleFor(world, block),
  };
}

/** What was in front in order of time; the longest stretches where there are too many. */
function runsOf(world: World, block: Block): SeenRun[] {
  const fronts = block.segments.flatMap((one) => world.ledger.fronts(one.start_ms, one.end_ms));
  const runs: SeenRun[] = [];
  for (const { start_ms, end_ms, program, title } of fronts) {
    const last = runs.at(-1);
    const length_ms = end_ms - start_ms;
    const is_call = world.ledger.within(start_ms, end_ms).some((one) => one.state === "call");
    // Windows that take turns every minute are one stretch of work in that program.
    if (last && (last.program === program || last.length_ms < 3 * MINUTE)) last.length_ms += length_ms;
    else runs.push({ start_ms, length_ms, program, title, is_call });
  }
  const longest = runs.toSorted((a, b) => b.length_ms - a.length_ms).slice(0, MOST_RUNS);
  return runs.filter((run) => longest.includes(run));
}

function ruleFor(world: World, block: Block): NewRule | null {
  const [most] = world.ledger.seen(block.start_ms, block.end_ms);
  if (!most || !block.client) return null;
  const { client, project } = block;
  const names = [client.name, project?.name ?? ""].filter(Boolean);
  const word = names.find((name) => most.title.toLowerCase().includes(name.toLowerCase()));
  const pattern = (word ?? most.title.split(/ [—–·-] /)[0] ?? most.title).trim();
  return {
    field: "title",
    pattern: word ? pattern.toLowerCase() : pattern,
    client: client.name,
    project: project?.name ?? "",
    label: "",
    billable: block.billable,
  };
}

function answered(world: World, away: Away, answer: AwayAnswer): void {
  const { timesheet, timers, now } = world;
  const nobody = world.ledger
    .within(away.start_ms, away.end_ms)
    .filter(({ state }) => state === "idle" || state === "locked" || state === "asleep");
  const gaps = minus(union(nobody), world.decidedAways);
  const decide = () => (world.decidedAways = [...world.decidedAways, ...gaps]);
  const take = (put: Block[], gone: string[]) => {
    timesheet.take("away", put, gone, now, {
      undo: () => (world.decidedAways = minus(world.decidedAways, gaps)),
      redo: decide,
    });
    decide();
  };

  if (answer.kind === "keep") {
    const timed = timers.running ? timers.segments(timers.running, now) : [];
    const open = minus(gaps, [...away.blocks_during.flatMap((block) => block.segments), ...timed]);
    const last = away.block_before;
    if (lengthOf(open) === 0) return take([], []);
    if (!last || away.start_ms - last.end_ms > REACH) {
      throw refusal("input", "no entry ends where the absence begins; assign the time to a client instead");
    }
    return take([over(last, [...last.segments, ...open])], []);
  }

  const own = ((): Block[] => {
    if (answer.kind === "discard") return [];
    const nameless = { split_off: "Away", assign: "Work", call: "Call" }[answer.kind];
    const said = answer.kind === "split_off" ? { client: "", project: "", label: "" } : answer;
    const work = timesheet.roster.work(said.client, said.project, "");
    return [
      made({
        ...{ id: world.mint(), zone: world.zone, segments: gaps, ...work },
        label: labelOf(said.label) || nameless,
        billable: timesheet.roster.isBillable(work),
        ...groundsFor(work.client),
        status: "draft",
      }),
    ];
  })();
  const left = away.blocks_during.map((block) => ({ block, rest: minus(block.segments, gaps) }));
  take(
    [...own, ...left.filter(({ rest }) => rest.length > 0).map(({ block, rest }) => over(block, rest))],
    left.filter(({ rest }) => rest.length === 0).map(({ block }) => block.id),
  );
  timers.leaveOut(gaps, now);
}
