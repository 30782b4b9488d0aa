// What works on a machine of each kind, in the engine's words.

import type { Finding, Settings } from "../bindings";
import type { Platform } from "./wire";

/** Which permission a machine has denied. */
export type Denied =
  "front window" | "idle time" | "pictures" | "microphone" | "system audio" | "words on screen";

const WORKS: Record<Platform, Finding[]> = {
  linux: [
    works("front window", "the X server reports every change"),
    works("idle time", "from the X server"),
    works("pictures", "of the front window or of whole monitors, by xcap"),
    works("lock", "from logind and the screen saver"),
    works("sleep", "from logind, which waits until the last seconds are stored"),
  ],
  macos: [
    works("front window", "looked at once a second; untested on this system"),
    works("idle time", "from the system; untested on this system"),
    works("pictures", "by xcap; untested on this system"),
    fails("lock", "not sensed on this system yet"),
    fails("sleep", "seen as a gap in time only"),
  ],
  windows: [
    works("front window", "looked at once a second; untested on this system"),
    works("idle time", "from the system; untested on this system"),
    works("pictures", "by xcap; untested on this system"),
    fails("lock", "not sensed on this system yet"),
    fails("sleep", "seen as a gap in time only"),
  ],
};

const DENIALS: Record<Denied, string> = {
  "front window": "Wayland does not show other programs' windows; log in to an X11 session to record them",
  "idle time": "no display answers; start Daybook in a desktop session",
  pictures: "Wayland lets nobody take pictures without asking each time; log in to an X11 session",
  microphone: "the system refuses access; allow it in its privacy settings",
  "system audio": "there is no such device, or no sound server runs",
  "words on screen":
    "Tesseract is not installed; install the package tesseract-ocr to have them read on this machine",
};

interface Machine {
  platform: Platform;
  home: string;
  settings: Settings;
  model: string;
  broken: number;
  denied: ReadonlySet<Denied>;
}

export function findingsOn({ platform, home, settings, model, broken, denied }: Machine): Finding[] {
  const off = "switched off in the settings";
  const sound = (name: string, isWanted: boolean, device: string) =>
    settings.sound !== "off" && isWanted ? works(name, `heard through ${device}`) : fails(name, off);
  const seesPictures = settings.gemini && settings.gemini_pictures && settings.gemini_key;
  const reads = (settings.words && !denied.has("words on screen")) || seesPictures;
  const pictures = !settings.pictures
    ? fails("why pictures", off)
    : reads
      ? works("why pictures", "taken only where something may read them")
      : fails(
          "why pictures",
          "no pictures are taken, because nothing would read them: install tesseract-ocr, or let Gemini see pictures in the settings",
        );
  const gemini = !settings.gemini
    ? fails("Gemini", "switched off in the settings, so nothing is sent")
    : settings.gemini_key
      ? works("Gemini", "asked where the local answer is unsure")
      : fails("Gemini", "no key is set, so nothing is sent");
  const all = [
    works("data", `kept in ${home}`),
    works("keys", "keys are in the keyring of this system"),
    works("speech model", `${model} from ${home}/models/ggml-${model}.bin`),
    settings.words ? works("words on screen", "read with Tesseract 5.5.0") : fails("words on screen", off),
    pictures,
    gemini,
    works(
      "private windows",
      "told by their titles, as Firefox, Edge and Safari write them; Chrome and its relatives do not mark a private window once a page is open, so exclude that browser if you use it privately",
    ),
    ...WORKS[platform],
    sound("microphone", settings.microphone, "Built-in Microphone"),
    sound("system audio", settings.system_sound, "Built-in Speakers"),
    works("calls", "no other program holds the microphone now"),
  ];
  if (broken > 0) {
    all.push(fails("exclusions", `${broken} cannot be read, so every window is excluded; remove them`));
  }
  return all.map((finding) => denial(finding, denied));
}

/** What is switched off is not asked for, so it cannot be denied. */
function denial(finding: Finding, denied: ReadonlySet<Denied>): Finding {
  const isDenied = denied.has(finding.name as Denied) && finding.works;
  return isDenied ? fails(finding.name, DENIALS[finding.name as Denied]) : finding;
}

function works(name: string, note: string): Finding {
  return { code: codeOf(name), name, works: true, note };
}

function fails(name: string, note: string): Finding {
  return { code: codeOf(name), name, works: false, note };
}

function codeOf(name: string): string {
  return name === "words on screen" ? "words" : name.toLowerCase().replaceAll(" ", "_");
}
