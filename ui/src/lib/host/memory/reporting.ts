import type { Plain } from "./plain";
import { refusal } from "./refusal";
import type { World } from "./world";

const missing = (): never => {
  throw refusal("other", "this is not there yet");
};

export function reporting(
  _world: World,
): Pick<Plain, "report" | "saveReport" | "saveEntries" | "showSaved" | "importFile"> {
  return {
    report: () => missing(),
    saveReport: () => missing(),
    saveEntries: () => missing(),
    showSaved: () => missing(),
    importFile: () => missing(),
  };
}
