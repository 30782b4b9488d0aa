// Amounts and lengths as they would be typed, for what is set again.
import type { Money, NewBudget, Size } from "../host/bindings";
import { digitsOf } from "../words/currency";

/** "90.00": nothing in it can be taken for thousands. */
export function typedMoney({ minor, currency }: Money): string {
  const digits = digitsOf(currency);
  const text = (minor / 10 ** digits).toFixed(digits);
  return digits === 3 ? `0${text}` : text;
}

export function typedSize(size: Size): NewBudget["limit"] {
  if (size.kind === "money") return { kind: "money", text: typedMoney(size.money) };
  const minutes = Math.round(size.length_ms / 60_000);
  return { kind: "time", text: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` };
}
