// What one can do with timers from anywhere: the keys, and what the palette finds by a client's name.
import { workOptions, workOf } from "../entry/work";
import type { Action } from "../frame/keys.svelte";
import type { Translate } from "../words/words.svelte";
import { timerName } from "./sayings";
import { NOTHING, type Stopwatch } from "./stopwatch.svelte";

export function timerActions(stopwatch: Stopwatch, t: Translate): Action[] {
  const group = t("timer.timer");
  const { running, answer, clients } = stopwatch;
  const paused = answer?.paused ?? [];
  return [
    {
      id: "timer.toggle",
      label: t(running ? "timer.stop" : "timer.start"),
      ...{ group, keys: ["Shift+S"], search: t("timer.search") },
      run: () => void stopwatch.toggle(),
    },
    {
      id: "timer.pause",
      label: t(running ? "timer.pause" : "timer.resume"),
      ...{ group, keys: ["Shift+Space"], search: t("timer.search") },
      disabled: !running && paused.length === 0,
      run: () => void stopwatch.togglePause(),
    },
    {
      id: "timer.open",
      label: t("timer.open"),
      ...{ group, keys: ["Shift+T"], search: t("timer.search") },
      run: () => (stopwatch.isOpen = true),
    },
    ...workOptions(clients).map((option): Action => ({
      id: `timer.start_${option.id}`,
      label: t("timer.start_for", { name: option.name }),
      ...{ group, isPaletteOnly: true },
      run: () => void stopwatch.start({ ...NOTHING, ...workOf(option.id, clients) }),
    })),
    ...(answer?.recent ?? []).map((one): Action => ({
      id: `timer.continue_${one.id}`,
      label: t("timer.continue_with", {
        name: [timerName(one, t), one.client ? one.label : ""].filter(Boolean).join(" — "),
      }),
      ...{ group, isPaletteOnly: true },
      run: () => void stopwatch.continueWork(one.id),
    })),
  ];
}
