import { expect, test } from "vitest";
import type { Exclusion } from "../bindings";
import { readPattern, verdictOn } from "./exclusions";

const OWNER: Exclusion[] = [
  { id: "1", field: "program", pattern: "signal" },
  { id: "2", field: "title", pattern: "/bank(ing)?/" },
  { id: "3", field: "site", pattern: "www.sparkasse.example" },
];

function check(program: string, title: string, why: string, detail: string | null = null) {
  const verdict = verdictOn({ program, title }, OWNER, []);
  expect(verdict, `${program}: ${title}`).toEqual({ captured: why === "open", why, detail });
}

test("windows are judged as the engine judges them", () => {
  check("Code", "redirect.ts — acme-web", "open");
  check("1Password", "All Vaults", "passwords", "1Password");
  check("Firefox", "Vault — Bitwarden", "passwords", "Bitwarden");
  check("Firefox", "acme-web — Mozilla Firefox Private Browsing", "private");
  check("Tor Browser", "acme-web", "private");
  check("Code", "private browsing.md", "open");
  check("Firefox", "", "popup");
  check("Signal", "Mara", "owner", "signal");
  check("Thunderbird", "Online Banking", "owner", "/bank(ing)?/");
  check("Firefox", "Konto – Sparkasse — Mozilla Firefox", "owner", "www.sparkasse.example");
  check("Thunderbird", "Brief der Sparkasse", "open");
  check("Daybook", "Today", "own");
  check("", "", "unreadable");
});

test("an exclusion that cannot be read excludes everything", () => {
  const broken: Exclusion[] = [{ id: "4", field: "title", pattern: "/(/" }];
  expect(verdictOn({ program: "Code", title: "a" }, [], broken)).toEqual({
    captured: false,
    why: "broken",
    detail: "/(/",
  });
});

test("a pattern that could not be read is refused with a way out", () => {
  expect(readPattern("  payroll ")).toBe("payroll");
  expect(() => readPattern("  ")).toThrow(expect.objectContaining({ code: "input" }));
  expect(() => readPattern("/(/")).toThrow(
    expect.objectContaining({ message: expect.stringContaining("leave the slashes out") }),
  );
  expect(() => readPattern("a".repeat(501))).toThrow(
    expect.objectContaining({ message: expect.stringContaining("500") }),
  );
});
