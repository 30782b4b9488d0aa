// How a command is written in memory.

import type { Commands } from "../host";

/** A command as it is written here: at once, and failing by throwing a problem. */
export type Plain = {
  [Name in keyof Commands]: (
    ...args: Parameters<Commands[Name]>
  ) => Awaited<ReturnType<Commands[Name]>> | ReturnType<Commands[Name]>;
};
