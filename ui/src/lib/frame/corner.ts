// What the corner says, in words, for each way Daybook can stand.
import type { Format } from "../words/format";
import type { Key, Translate } from "../words/words.svelte";
import type { Shown, Standing } from "./standing.svelte";

export interface Corner {
  shown: Shown;
  word: string;
  lines: string[];
}

const WORDS: Record<Shown, Key> = {
  recording: "status.recording",
  paused: "status.paused",
  excluded: "status.excluded",
  problem: "status.problem",
  off: "status.off",
  elsewhere: "status.elsewhere",
  no_answer: "status.no_answer",
  asking: "status.asking",
};

export function cornerOf(standing: Standing, t: Translate, format: Format): Corner {
  const { shown, status, zone, savedAgoMs } = standing;
  const clock = (ms: number) => (zone ? format.clock(ms, zone) : null);
  const saved =
    savedAgoMs === null ? t("status.never_saved") : t("status.saved", { ago: format.ago(savedAgoMs) });
  const lines: string[] = [];
  let word = t(WORDS[shown]);

  switch (shown) {
    case "asking":
      break;
    case "no_answer": {
      const since = standing.answeredMs === null ? null : clock(standing.answeredMs);
      lines.push(since ? t("status.no_answer_since", { time: since }) : t("status.no_answer_yet"));
      break;
    }
    case "paused": {
      const until = status?.paused_until_ms ?? -1;
      const time = until < 0 ? null : clock(until);
      lines.push(time ? t("status.paused_until", { time }) : t("status.paused_until_resumed"), saved);
      break;
    }
    case "excluded":
      lines.push(t("status.excluded_hint"), saved);
      break;
    case "problem": {
      const worst = status?.troubles[0];
      if (worst) lines.push(t(`trouble.${worst.code}.title`));
      lines.push(saved);
      break;
    }
    case "off":
      if (status && !status.is_set_up) lines.push(t("status.off_hint"));
      else lines.push(saved);
      break;
    case "elsewhere":
      lines.push(t("status.elsewhere_hint"), saved);
      break;
    case "recording":
      if (status?.state === "idle" || status?.state === "locked" || status?.state === "asleep") {
        word = `${word} · ${t(`state.${status.state}`)}`;
      }
      lines.push(saved);
      break;
  }
  if (status && shown !== "no_answer") {
    lines.push(
      status.spool.bytes > 0
        ? t("status.spool", { size: format.bytes(status.spool.bytes) })
        : t("status.spool_empty"),
    );
  }
  return { shown, word, lines };
}
