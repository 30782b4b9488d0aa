// Which windows must not be looked at: the built-in exclusions and the owner's.

import type { Exclusion, Window } from "../bindings";
import { refusal } from "./refusal";
import type { Verdict } from "./wire";

export const BUILT_IN = [
  "1Password",
  "Apple Passwords",
  "Authy",
  "Bitwarden",
  "Buttercup",
  "Credential Manager",
  "Dashlane",
  "Enpass",
  "KeePass",
  "KeePassXC",
  "Keeper",
  "Keychain Access",
  "KWalletManager",
  "LastPass",
  "NordPass",
  "Padloc",
  "Passwords and Keys",
  "pinentry",
  "Proton Pass",
  "RoboForm",
  "Secrets",
  "Sticky Password",
  "Zoho Vault",
];

const BROWSERS = [
  "firefox",
  "librewolf",
  "chrome",
  "chromium",
  "edge",
  "brave",
  "opera",
  "vivaldi",
  "safari",
];
const PRIVATE = [
  "private browsing",
  "inprivate",
  "incognito",
  "private window",
  "privater modus",
  "inkognito",
];
const LONGEST = 500;

/** What would happen to a window. */
export function verdictOn(window: Window, owner: Exclusion[], broken: Exclusion[]): Verdict {
  const [program, title] = [folded(window.program), folded(window.title)];
  const excluded = (why: Verdict["why"], detail: string | null = null): Verdict => {
    return { captured: false, why, detail };
  };
  const [unreadable] = broken;
  if (unreadable) return excluded("broken", unreadable.pattern);
  const keeper = BUILT_IN.find((name) => program.startsWith(folded(name)) || title.endsWith(folded(name)));
  if (keeper) return excluded("passwords", keeper);
  if (isBrowser(program) && PRIVATE.some((mark) => title.includes(mark))) return excluded("private");
  if (program.includes("tor browser")) return excluded("private");
  if (isBrowser(program) && !title) return excluded("popup");
  const caught = owner.find((one) => catches(one, window));
  if (caught) return excluded("owner", caught.pattern);
  if (program === "daybook") return { captured: false, why: "own", detail: null };
  if (!program && !title) return { captured: false, why: "unreadable", detail: null };
  return { captured: true, why: "open", detail: null };
}

/** Refuses a pattern that could not be read, and gives back the trimmed one. */
export function readPattern(source: string): string {
  const pattern = source.trim();
  if (!pattern) throw refusal("input", "the pattern is empty; give at least one letter to look for");
  if (pattern.length > LONGEST) {
    throw refusal("input", `the pattern is longer than ${LONGEST} characters; shorten it`);
  }
  const expression = expressionOf(pattern);
  if (expression !== null && !compiled(expression)) {
    throw refusal(
      "input",
      `${pattern} is not a regular expression; leave the slashes out to look for plain text`,
    );
  }
  return pattern;
}

function catches({ field, pattern }: Exclusion, { program, title }: Window): boolean {
  switch (field) {
    case "program":
      return matches(pattern, program);
    case "title":
      return matches(pattern, title);
    case "site":
      return isBrowser(folded(program)) && (matches(pattern, title) || matches(siteName(pattern), title));
  }
}

function matches(pattern: string, text: string): boolean {
  const expression = expressionOf(pattern);
  if (expression === null) return folded(text).includes(folded(pattern));
  return compiled(expression)?.test(text) ?? false;
}

/** "mybank" of "www.mybank.example"; a short name says too little, then the whole address counts. */
function siteName(address: string): string {
  const parts = folded(address)
    .replace(/^www\./, "")
    .split(".");
  const name = parts.at(-2) ?? "";
  return name.length > 3 ? name : address;
}

function expressionOf(pattern: string): string | null {
  return /^\/(.*)\/i?$/.exec(pattern)?.[1] ?? null;
}

function compiled(expression: string): RegExp | null {
  try {
    return new RegExp(expression, "i");
  } catch {
    return null;
  }
}

function isBrowser(program: string): boolean {
  return BROWSERS.some((name) => program.includes(name));
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
