import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function catalogue(
  _world: World,
): Pick<
  Plain,
  | "changeClient"
  | "changeProject"
  | "addTask"
  | "changeTask"
  | "removeUnused"
  | "tags"
  | "addTag"
  | "renameTag"
  | "removeTag"
  | "rates"
  | "planRate"
  | "setRate"
  | "removeRate"
  | "budgets"
  | "putBudget"
  | "removeBudget"
> {
  return {
    changeClient: () => missing(),
    changeProject: () => missing(),
    addTask: () => missing(),
    changeTask: () => missing(),
    removeUnused: () => missing(),
    tags: () => missing(),
    addTag: () => missing(),
    renameTag: () => missing(),
    removeTag: () => missing(),
    rates: () => missing(),
    planRate: () => missing(),
    setRate: () => missing(),
    removeRate: () => missing(),
    budgets: () => missing(),
    putBudget: () => missing(),
    removeBudget: () => missing(),
  };
}
