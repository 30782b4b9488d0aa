// What the menus of the day offer.

import type { PauseLength } from "../host/bindings";
import type { MenuItem } from "../shared/menu";
import type { Key, Translate } from "../words/words.svelte";
import type { Today } from "./today.svelte";

const LENGTHS: PauseLength[] = ["quarter_hour", "hour", "until_tomorrow", "until_resumed"];
/** How far back one can forget, in minutes. */
const SPANS = [5, 15, 60];

export function pauseItems(today: Today, t: Translate): MenuItem[] {
  const isPaused = today.status?.paused_until_ms != null;
  const resume: MenuItem = { label: t("pause.resume"), icon: "play", run: () => void today.resume() };
  const pauses = LENGTHS.map((length): MenuItem => {
    const key: Key = `pause.${length}`;
    return { label: t(key), run: () => void today.pause(length) };
  });
  return [...(isPaused ? [resume] : []), ...pauses];
}

export function forgetItems(onforget: (minutes: number) => void, t: Translate): MenuItem[] {
  return SPANS.map((minutes) => ({ label: t("forget.last", { minutes }), run: () => onforget(minutes) }));
}
