// What can go wrong, in the engine's words, and what becomes of the time meanwhile.

import type { Trouble, TroubleCode } from "../bindings";

const MESSAGES: Record<TroubleCode, string> = {
  database_locked: "another program holds the database; what is recorded waits in memory, close that program",
  disk_full: "the disk is full; what is recorded waits in memory, make room",
  database:
    "the database cannot be written; restart Daybook, and restore a copy from backups if that does not help",
  spool_full:
    "raw captures have reached their budget; raise it in the settings, or wait until some are wiped",
  no_screen: "the screen cannot be seen any more; log in to a desktop session again",
  pictures_refused: "the system refuses pictures of the screen; allow them in its privacy settings",
  microphone: "the microphone gives nothing; plug it in again, or choose another in the system's settings",
  system_sound: "the sound of other programs cannot be heard; start the sound server again",
  keys: "the keyring does not answer; unlock it",
  stalled: "no row has been written for more than six seconds; restart Daybook if this stays",
  ended: "the recorder ended by itself and is being started again",
  other: "something went wrong; restart Daybook",
};

export function troubleOf(code: TroubleCode, since_ms: number, message?: string): Trouble {
  return { code, since_ms, message: message ?? MESSAGES[code] };
}

/** Whether time is written in spite of it, written later, or lost. */
export function isKept(code: TroubleCode): "written" | "later" | "lost" {
  switch (code) {
    case "database_locked":
    case "disk_full":
      return "later";
    case "database":
    case "stalled":
    case "ended":
      return "lost";
    case "spool_full":
    case "no_screen":
    case "pictures_refused":
    case "microphone":
    case "system_sound":
    case "keys":
    case "other":
      return "written";
  }
}
