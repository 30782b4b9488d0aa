// What somebody does at the simulated machine, and for whom the classifier takes it.

import type { State } from "../bindings";
import { MINUTE } from "./civil";
import { NOTHING, type Reason, said, sign } from "./reasons";

export interface Subject extends Reason {
  client: string | null;
  project: string | null;
  label: string;
  confidence: number;
}

export interface Doing {
  state: Extract<State, "working" | "call" | "idle" | "locked" | "asleep">;
  /** Program and title of the windows that are in front in turn. */
  windows: [program: string, title: string][];
  subject: Subject;
}

/** How long one window stays in front before the next. */
export const TURN = 1.5 * MINUTE;

export function frontAt({ windows }: Doing, ms: number): [program: string, title: string] {
  return windows[Math.floor(ms / TURN) % windows.length] ?? ["", ""];
}

function subject(
  client: string | null,
  project: string | null,
  label: string,
  confidence: number,
  reason: Reason,
): Subject {
  return { client, project, label, confidence, ...reason };
}

export const NOBODY: Subject = subject(null, null, "", 0, NOTHING);

export const LOGIN: Doing = {
  state: "working",
  windows: [
    ["Code", "redirect.ts — acme-web — Visual Studio Code"],
    ["Firefox", "Fix login redirect · Pull request #482 · acme/web — Mozilla Firefox"],
    ["Code", "session.test.ts — acme-web — Visual Studio Code"],
    ["xterm", "npm test — acme-web"],
  ],
  subject: subject(
    "Acme",
    "Web relaunch",
    "fixing login redirect",
    0.88,
    sign(14, 14, "folder", "acme-web", "Acme, Web relaunch"),
  ),
};

export const API_REVIEW: Doing = {
  state: "working",
  windows: [
    ["Firefox", "API review · Pull request #477 · acme/web — Mozilla Firefox"],
    ["Code", "openapi.yaml — acme-web — Visual Studio Code"],
  ],
  subject: subject(
    "Acme",
    "Web relaunch",
    "API review",
    0.96,
    sign(13, 13, "folder", "acme-web", "Acme, Web relaunch"),
  ),
};

export const SLIDES: Doing = {
  state: "working",
  windows: [
    ["LibreOffice Impress", "Nordwind pitch v3.odp — LibreOffice Impress"],
    ["LibreOffice Impress", "Nordwind pitch v3.odp — LibreOffice Impress"],
    ["Thunderbird", "Re: offer Nordwind — Mozilla Thunderbird"],
  ],
  subject: subject(
    "Nordwind",
    "Pitch deck",
    "slides for Friday",
    0.92,
    sign(9, 9, "title", "nordwind", "Nordwind, Pitch deck"),
  ),
};

/** Work for Acme in the middle of the slides: what a split is for. */
export const ASIDE: Doing = {
  state: "working",
  windows: [["Firefox", "Fix login redirect · Pull request #482 · acme/web — Mozilla Firefox"]],
  subject: SLIDES.subject,
};

export const SCOPE_CALL: Doing = {
  state: "call",
  windows: [
    ["Zoom", "Helio: phase two"],
    ["Firefox", "Helio phase two, scope — Google Docs — Mozilla Firefox"],
  ],
  subject: subject("Helio", null, "scope of phase 2", 0.78, said("Helio")),
};

export const STYLEGUIDE: Doing = {
  state: "working",
  windows: [
    ["Firefox", "Style guide – Figma — Mozilla Firefox"],
    ["Code", "tokens.css — acme-shop — Visual Studio Code"],
  ],
  subject: subject(
    "Acme",
    "Shop care",
    "style guide",
    0.84,
    sign(6, 7, "folder", "acme-shop", "Acme, Shop care"),
  ),
};

export const ESTIMATE: Doing = {
  state: "working",
  windows: [
    ["LibreOffice Calc", "Helio estimate.ods — LibreOffice Calc"],
    ["Thunderbird", "Estimate for phase two — Mozilla Thunderbird"],
  ],
  subject: subject("Helio", null, "estimate for phase 2", 0.81, sign(4, 4, "title", "helio", "Helio")),
};

export const BOOKKEEPING: Doing = {
  state: "working",
  windows: [
    ["LibreOffice Calc", "receipts-november.ods — LibreOffice Calc"],
    ["Firefox", "VAT return — Mozilla Firefox"],
  ],
  subject: NOBODY,
};

export const AWAY: Doing = { state: "idle", windows: [["", ""]], subject: NOBODY };
export const LUNCH: Doing = { state: "locked", windows: [["", ""]], subject: NOBODY };
export const LID_CLOSED: Doing = { state: "asleep", windows: [["", ""]], subject: NOBODY };
export const VAULT: Doing = {
  state: "working",
  windows: [["1Password", "All Vaults — 1Password"]],
  subject: NOBODY,
};
