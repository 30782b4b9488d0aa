import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function noting(_world: World): Pick<Plain, "notes" | "putNote" | "deleteNote" | "search"> {
  return {
    notes: () => missing(),
    putNote: () => missing(),
    deleteNote: () => missing(),
    search: () => missing(),
  };
}
