// The catalogue: every sentence of the window, in every language, one flat file per area.
import { IntlMessageFormat } from "intl-messageformat";
import { getContext, setContext } from "svelte";
import type app from "../../../words/en/app.json";
import type clients from "../../../words/en/clients.json";
import type entry from "../../../words/en/entry.json";
import type notes from "../../../words/en/notes.json";
import type privacy from "../../../words/en/privacy.json";
import type reports from "../../../words/en/reports.json";
import type review from "../../../words/en/review.json";
import type settings from "../../../words/en/settings.json";
import type timer from "../../../words/en/timer.json";
import type timesheet from "../../../words/en/timesheet.json";
import type today from "../../../words/en/today.json";
import type welcome from "../../../words/en/welcome.json";

export type Key =
  | keyof typeof app
  | keyof typeof clients
  | keyof typeof entry
  | keyof typeof notes
  | keyof typeof privacy
  | keyof typeof reports
  | keyof typeof review
  | keyof typeof settings
  | keyof typeof timer
  | keyof typeof timesheet
  | keyof typeof today
  | keyof typeof welcome;

export type Values = Record<string, string | number>;
export type Translate = (key: Key, values?: Values) => string;

export const LANGUAGES = ["en", "de"] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

// What the tray and notifications say is the shell's.
const files = import.meta.glob<Record<string, string>>(
  ["../../../words/*/*.json", "!../../../words/*/tray.json"],
  { eager: true, import: "default" },
);

const catalogue: Record<LanguageCode, Record<string, string>> = { en: {}, de: {} };
for (const [path, messages] of Object.entries(files)) {
  const language = path.split("/").at(-2);
  if (isLanguage(language)) Object.assign(catalogue[language], messages);
}

export function isLanguage(code: string | undefined): code is LanguageCode {
  return LANGUAGES.some((known) => known === code);
}

export class Words {
  language = $state<LanguageCode>("en");
  /** On which day weeks begin, wherever some are shown: 1 is Monday, 7 is Sunday. */
  firstDay = $state(1);
  #system = $state("en-GB");
  #formats: Record<string, IntlMessageFormat> = {};

  constructor(language: string = "en", locale: string = language === "de" ? "de-DE" : "en-GB") {
    this.speak(language, locale);
  }

  /** Dates and numbers: the region is the system's, the names are in the language of the window. */
  get locale(): string {
    return localeFor(this.language, this.#system);
  }

  speak(language: string, locale: string): void {
    this.language = isLanguage(language) ? language : "en";
    this.#system = locale;
  }

  t: Translate = (key, values) => this.find(key, values) ?? key;

  /** As `t`, for a key that is put together from a code: `undefined` where the catalogue has none. */
  find(key: string, values?: Values): string | undefined {
    const message = catalogue[this.language][key] ?? catalogue.en[key];
    if (message === undefined) return undefined;
    const name = `${this.locale} ${key}`;
    const format = (this.#formats[name] ??= new IntlMessageFormat(message, this.locale, undefined, {
      ignoreTag: true,
    }));
    return String(format.format(values));
  }

  /** A refused command in the language of the window; its own sentence where the code says too little. */
  problem(problem: { code: string; message: string }): string {
    return this.find(`problem.${problem.code}`) ?? sentence(problem.message);
  }
}

export const WORDS = Symbol("words");
const fallback = new Words();

export function provideWords(words: Words): void {
  setContext(WORDS, words);
}

export function useLanguage(): Words {
  return getContext<Words | undefined>(WORDS) ?? fallback;
}

export function useWords(): Translate {
  return useLanguage().t;
}

export function localeFor(language: LanguageCode, system: string): string {
  try {
    const locale = new Intl.Locale(system.replace("_", "-").replace(/[.@].*$/, ""));
    if (locale.language === language) return locale.toString();
    return locale.region ? `${language}-${locale.region}` : language;
  } catch {
    return language === "de" ? "de-DE" : "en-GB";
  }
}

function sentence(text: string): string {
  // A name such as tiny.en keeps its small letter.
  const isWord = /^\p{Ll}+[\s,;:]/u.test(text);
  const first = isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.?]$/.test(first) ? first : `${first}.`;
}
