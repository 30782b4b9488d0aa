import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function reviewing(
  _world: World,
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
  return {
    review: () => missing(),
    reviewHelp: () => missing(),
    confirmDays: () => missing(),
    previewRule: () => missing(),
    makeRule: () => missing(),
    rules: () => missing(),
    removeRule: () => missing(),
    leaks: () => missing(),
    awayToAsk: () => missing(),
    awayAsked: () => missing(),
    answerAway: () => missing(),
  };
}
