// Timers in words.
import { nameOf } from "../entry/sayings";
import type { Interruption, Timer } from "../host/bindings";
import type { Format } from "../words/format";
import type { Translate } from "../words/words.svelte";
import type { Told } from "./stopwatch.svelte";

export function toldWords(told: Told, t: Translate, format: Format): string {
  switch (told.kind) {
    case "stopped":
      return t("timer.told.stopped", {
        name: timerName(told.timer, t),
        length: format.length(told.timer.total_ms),
      });
    case "switched":
      return t("timer.told.switched", {
        before: timerName(told.before, t),
        name: timerName(told.timer, t),
      });
    case "discarded":
      return t("timer.told.discarded");
  }
}

/** "Acme · Web relaunch", "fixing login", or that it has no name yet. */
export function timerName(timer: Pick<Timer, "client" | "project" | "label">, t: Translate): string {
  if (timer.client) return nameOf(timer, t);
  return timer.label || t("timer.nameless");
}

export function causeWords(cause: Interruption["cause"], t: Translate): string {
  switch (cause) {
    case "unwatched":
      return t("timer.cause.unwatched");
    case "slept":
      return t("timer.cause.slept");
    case "rebooted":
      return t("timer.cause.rebooted");
    case "clock_set_back":
      return t("timer.cause.clock_set_back");
    case "clock_set_forward":
      return t("timer.cause.clock_set_forward");
  }
}
