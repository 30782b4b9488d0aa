// Amounts as people type them, with the separators of any country. What may be thousands as well as
// decimals is refused, not guessed.

import type { Money } from "../bindings";
import { digitsOf } from "../../words/currency";
import { refusal } from "./refusal";

export function readMoney(text: string, currency: string): Money {
  const digits = digitsOf(currency);
  const bare = withoutCode(text, currency);
  const isNegative = /^[-−]/.test(bare);
  const number = bare
    .replace(/^[-−+]\s*/, "")
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .replace(/’/g, "'");
  const { whole, decimals } = parted(number, text, digits);
  if (decimals.length > digits) {
    throw refusal(
      "input",
      `‘${text}’ has more decimals than ${currency}, which has ${digits}; round it first`,
    );
  }
  const minor = Number(`${whole}${decimals.padEnd(digits, "0")}`);
  if (!Number.isSafeInteger(minor)) {
    throw refusal("input", `‘${text}’ is too large to count; check how many digits it has`);
  }
  return { minor: isNegative && minor > 0 ? -minor : minor, currency };
}

/** "90.00 EUR" */
export function plain({ minor, currency }: Money): string {
  const digits = digitsOf(currency);
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}

function withoutCode(text: string, currency: string): string {
  const found = /^([a-z]*)([^a-z]*)([a-z]*)$/i.exec(text.trim());
  if (!found) throw notAnAmount(text);
  const code = (found[1] || found[3] || "").toUpperCase();
  if (code !== "" && code !== currency) {
    throw refusal("input", `‘${text}’ is not in ${currency}; write the amount in ${currency}`);
  }
  return (found[2] ?? "").trim();
}

function parted(number: string, text: string, digits: number): { whole: string; decimals: string } {
  if (/^\d+$/.test(number)) return { whole: number, decimals: "" };
  const single = /^(\d*)[.,](\d+)$/.exec(number);
  if (single) {
    const [, whole = "", decimals = ""] = single;
    const isEither = /^[1-9]\d{0,2}$/.test(whole) && decimals.length === 3;
    if (!isEither) return { whole, decimals };
    if (digits === 0) return { whole: whole + decimals, decimals: "" };
    const or = digits === 3 ? `0${whole}.${decimals}` : `${whole}.${decimals.slice(0, digits)}`;
    throw refusal(
      "input",
      `‘${text}’ can be thousands or decimals; write ${whole}${decimals}.${"0".repeat(digits)} or ${or}`,
    );
  }
  const grouped = /^([1-9]\d{0,2}(?:([.,' ])\d{2,3})*?(?:\2\d{3})?)(?:([.,])(\d+))?$/.exec(number);
  const [, groups = "", between = "", point = "", decimals = ""] = grouped ?? [];
  const parts = groups.split(/[.,' ]/);
  const isProper =
    parts.slice(1, -1).every((part) => part.length === 3) || /^\d{1,2}(\D\d\d)+\D\d{3}$/.test(groups);
  if (!grouped || parts.at(-1)?.length !== 3 || between === point || !isProper) throw notAnAmount(text);
  return { whole: parts.join(""), decimals };
}

function notAnAmount(text: string) {
  return refusal("input", `‘${text}’ is not an amount; write it like 90, 90.00 or 1,234.50`);
}
