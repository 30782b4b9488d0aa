// Everything outside the page goes through the Host: the real one speaks to Tauri (`tauri.ts`), the other
// keeps a whole Daybook in memory (`memory.ts`).
import { getContext, setContext } from "svelte";
import type { Changed, commands, Problem } from "./bindings";

export type Commands = typeof commands;

export interface Host extends Commands {
  /** Hears every change until the returned function is called. */
  on(listener: (change: Changed) => void): () => void;
}

export const HOST = Symbol("host");

export function provideHost(host: Host): void {
  setContext(HOST, host);
}

export function useHost(): Host {
  const host = getContext<Host | undefined>(HOST);
  if (!host) throw new Error("no host was provided to this page");
  return host;
}

/** What a refused command tells; anything else becomes a problem of code "other". */
export function problemOf(error: unknown): Problem {
  if (isProblem(error)) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: "other", message: error.message };
  if (typeof error === "string" && error !== "") return { code: "other", message: error };
  return { code: "other", message: "Daybook refused and gave no reason; try again" };
}

function isProblem(error: unknown): error is Problem {
  if (typeof error !== "object" || error === null) return false;
  return (
    "code" in error &&
    "message" in error &&
    typeof error.code === "string" &&
    typeof error.message === "string"
  );
}
