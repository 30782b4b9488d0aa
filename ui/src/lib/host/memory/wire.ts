// The shapes that commands take and give, by the command.

import type { Commands } from "../host";

export type Answer<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;

export type Block = Answer<"correct">;
export type Correction = Parameters<Commands["correct"]>[1];
export type Current = Answer<"current">;
export type Day = Answer<"day">;
export type Privacy = Answer<"privacy">;
export type Shell = Answer<"shell">;
export type Status = Answer<"status">;
export type Verdict = Answer<"wouldCapture">;
export type Platform = "linux" | "macos" | "windows";
