// Pause, resume and forget, as the corner and the palette offer them.
import type { PauseLength } from "../host/bindings";
import type { IconName } from "../shared/icons";
import type { Key, Translate } from "../words/words.svelte";

export const PAUSES: PauseLength[] = ["quarter_hour", "hour", "until_tomorrow", "until_resumed"];
export const FORGETS = [5, 15, 60];

export interface Offer {
  id: string;
  label: string;
  icon: IconName;
  isApart: boolean;
  run: () => void;
}

export interface Doing {
  pause: (length: PauseLength) => void;
  resume: () => void;
  forget: (minutes: number) => void;
}

/** What can be done now: one who is paused can resume, or pause for another length. */
export function offers(isPaused: boolean, t: Translate, doing: Doing): Offer[] {
  const pauses = PAUSES.map((length): Offer => {
    const key: Key = `pause.${length}`;
    return {
      id: key,
      label: t(key),
      icon: "pause",
      isApart: isPaused && length === "quarter_hour",
      run: () => doing.pause(length),
    };
  });
  const forgets = FORGETS.map((minutes): Offer => ({
    id: `forget.${minutes}`,
    label: t("forget.last", { minutes }),
    icon: "forget",
    isApart: minutes === FORGETS[0],
    run: () => doing.forget(minutes),
  }));
  const resume: Offer = {
    id: "pause.resume",
    label: t("pause.resume"),
    icon: "play",
    isApart: false,
    run: doing.resume,
  };
  return [...(isPaused ? [resume] : []), ...pauses, ...forgets];
}
