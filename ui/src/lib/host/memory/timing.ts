// Timers by hand. One that is stopped becomes an entry; what was captured meanwhile is its evidence, so
// that drafts give up the time that it counts.

import type { Timer, TimerWork } from "../bindings";
import { HOUR, SECOND } from "./civil";
import { lengthOf, made, minus, over, shared } from "./entries";
import type { Plain } from "./plain";
import { groundsFor } from "./reasons";
import { refusal } from "./refusal";
import type { Timers, Work } from "./timers";
import { labelOf } from "./typed";
import type { Block } from "./wire";
import type { World } from "./world";

type Kept = ReturnType<Timers["one"]>;

const LATELY = 14 * 24 * HOUR;
const MOST_RECENT = 8;

export function timing(
  world: World,
): Pick<
  Plain,
  | "timers"
  | "startTimer"
  | "pauseTimer"
  | "resumeTimer"
  | "stopTimer"
  | "nameTimer"
  | "moveTimerStart"
  | "continueWork"
  | "discardTimer"
  | "answerInterruption"
  | "timerGoesOn"
> {
  const { timers, timesheet } = world;

  const shown = (timer: Kept): Timer => {
    const { id, status, client, project, task, label, billable, since_ms, block } = timer;
    const segments = timers.segments(timer, world.now);
    return {
      ...{ id, status, client, project, task, label, billable, since_ms, block, segments },
      started_ms: timers.started(timer),
      total_ms: lengthOf(segments),
    };
  };
  const told = (timer: Kept): Timer => {
    world.tell({ kind: "timers" });
    return shown(timers.one(timer.id));
  };

  const understood = (said: TimerWork): Work => {
    const work = timesheet.roster.work(said.client, said.project, said.task);
    const billable = said.billable ?? timesheet.roster.isBillable(work);
    return { ...work, label: labelOf(said.label), billable };
  };

  const enter = (timer: Kept): void => {
    const segments = timer.closed;
    if (timer.block !== null || lengthOf(segments) < SECOND) return;
    const { client, project, task, label, billable } = timer;
    const entry = made({
      ...{ id: world.mint(), zone: world.zone, segments, client, project, task, label, billable },
      ...groundsFor(client),
      status: "draft",
      source: "timer",
    });
    const isEvidence = (block: Block) => block.status === "draft" && !block.edited && !block.is_untimed;
    const covered = timesheet.blocks.filter(
      (block) => isEvidence(block) && shared(block.segments, segments).length > 0,
    );
    const left = covered.map((block) => ({ block, rest: minus(block.segments, segments) }));
    timesheet.take(
      "timer",
      [entry, ...left.filter(({ rest }) => rest.length > 0).map(({ block, rest }) => over(block, rest))],
      left.filter(({ rest }) => rest.length === 0).map(({ block }) => block.id),
      world.now,
    );
    timers.became(timer.id, entry.id);
    world.tell({ kind: "blocks" });
  };

  /** Starts a timer; one that runs is stopped at the same instant and becomes an entry. */
  const start = (work: Work, at: number): Timer => {
    const before = timers.running;
    const timer = timers.start(world.mint(), work, at, world.now);
    if (before) enter(timers.one(before.id));
    return told(timer);
  };

  const stop = (id: string | null, at: number): Timer => {
    const timer = timers.stop(id, at, world.now);
    enter(timer);
    return told(timer);
  };

  return {
    timers: () => {
      const { running } = timers;
      const isLately = (timer: Kept) => timer.since_ms > world.now - LATELY;
      const busy = [running, ...timers.paused].filter((one) => one !== null).map(workKey);
      const recent = new Map<string, Kept>();
      for (const timer of timers.completed.filter(isLately)) {
        const key = workKey(timer);
        const isNamed = timer.client !== null || timer.label !== "";
        if (isNamed && !recent.has(key) && !busy.includes(key)) recent.set(key, timer);
      }
      return {
        now_ms: world.now,
        zone: world.zone,
        running: running && shown(running),
        paused: timers.paused.map(shown),
        recent: [...recent.values()].slice(0, MOST_RECENT).map(shown),
        question: timers.interruption ? null : timers.question(world.now, world.zone),
        interruption: timers.interruption,
      };
    },
    startTimer: (work, at) => start(understood(work), at ?? world.now),
    pauseTimer: (at) => told(timers.pause(at ?? world.now, world.now)),
    resumeTimer: (id, at) => told(timers.resume(id, at ?? world.now, world.now)),
    stopTimer: (id, at) => stop(id, at ?? world.now),
    nameTimer: (id, work) => {
      const timer = timers.name(id, understood(work));
      const entry = timer.block === null ? null : timesheet.block(timer.block);
      if (entry) {
        const { client, project, task, label, billable } = timer;
        timesheet.correct(
          [entry.id],
          {
            client: client?.name ?? "",
            project: project?.name ?? "",
            task: task?.name ?? "",
            ...{ label, billable, tags: null, note: null },
          },
          world.now,
        );
        world.tell({ kind: "blocks" });
      }
      return told(timer);
    },
    moveTimerStart: (id, at) => told(timers.moveStart(id, at, world.now)),
    continueWork: (id) => {
      const timer = timers.find(id);
      const { client, project, task, label, billable } = timer ?? timesheet.block(id);
      return start({ client, project, task, label, billable }, world.now);
    },
    discardTimer: (id) => {
      timers.discard(id);
      world.tell({ kind: "timers" });
      return null;
    },
    answerInterruption: (id, choice) => {
      const asked = timers.interruption;
      if (asked?.timer !== id) {
        throw refusal("changed", "nothing is asked about this timer any more; look at it again");
      }
      timers.settled();
      if (choice.kind === "end") stop(id, Math.max(asked.start_ms, timers.one(id).since_ms));
      else if (choice.kind === "end_at") stop(id, choice.at_ms);
      else if (choice.kind === "leave_out") {
        timers.leaveOut([{ start_ms: asked.start_ms, end_ms: asked.end_ms }], world.now);
      }
      world.tell({ kind: "timers" });
      return null;
    },
    timerGoesOn: (id) => {
      timers.goesOn(id, world.now, world.zone);
      world.tell({ kind: "timers" });
      return null;
    },
  };
}

function workKey({ client, project, task, label }: Work): string {
  return [client?.id, project?.id, task?.id, label].join("\n");
}
