// Where an entry could be split, in words.
import type { SplitPoint } from "../host/bindings";
import type { Translate } from "../words/words.svelte";

export function pointWords({ why, text }: SplitPoint, t: Translate): string {
  const { parts } = why;
  switch (why.kind) {
    case "looks": {
      const values = { minutes: parts["minutes"] ?? "", client: parts["client"] ?? "" };
      return parts["part"] === "first" ? t("entry.point.first", values) : t("entry.point.last", values);
    }
    case "call_begins":
      return t("entry.point.call_begins");
    case "call_ends":
      return t("entry.point.call_ends");
    case "program":
      return t("entry.point.program", { from: parts["from"] ?? "", to: parts["to"] ?? "" });
    default:
      return text;
  }
}
