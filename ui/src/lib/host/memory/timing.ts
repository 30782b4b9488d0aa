import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function timing(
  _world: World,
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
  return {
    timers: () => missing(),
    startTimer: () => missing(),
    pauseTimer: () => missing(),
    resumeTimer: () => missing(),
    stopTimer: () => missing(),
    nameTimer: () => missing(),
    moveTimerStart: () => missing(),
    continueWork: () => missing(),
    discardTimer: () => missing(),
    answerInterruption: () => missing(),
    timerGoesOn: () => missing(),
  };
}
