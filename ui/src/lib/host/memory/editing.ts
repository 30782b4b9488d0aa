import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function editing(
  _world: World,
): Pick<Plain, "week" | "setCell" | "addBlock" | "previewEdit" | "edit" | "splitPoints" | "history"> {
  return {
    week: () => missing(),
    setCell: () => missing(),
    addBlock: () => missing(),
    previewEdit: () => missing(),
    edit: () => missing(),
    splitPoints: () => missing(),
    history: () => missing(),
  };
}
