import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { isLanguage, LANGUAGES, localeFor, Words } from "./words.svelte";

type Messages = Record<string, string>;

const files = import.meta.glob<Messages>("../../../words/*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>("../../**/*.{ts,svelte}", {
  eager: true,
  query: "?raw",
  import: "default",
});

function areasOf(language: string): Record<string, Messages> {
  const own = Object.entries(files).filter(([path]) => path.includes(`/words/${language}/`));
  return Object.fromEntries(own.map(([path, messages]) => [path.split("/").at(-1) ?? "", messages]));
}

/** Every name that a message is filled with, and the cases of every choice it makes. */
function placeholders(message: string, language: string): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null) {
      // 0 is a plain text, 7 is "#" within a plural.
      if ("type" in value && "value" in value && value.type !== 0) found.add(String(value.value));
      Object.values(value).forEach(walk);
    }
  };
  walk(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

describe("the catalogue", () => {
  const english = areasOf("en");
  // The shell says what stands in the tray's area.
  const shown = Object.entries(english).filter(([area]) => area !== "tray.json");
  const keys = shown.flatMap(([, messages]) => Object.keys(messages));

  it("has the same areas and the same keys in every language", () => {
    for (const language of LANGUAGES) {
      const areas = areasOf(language);
      expect(Object.keys(areas).sort()).toEqual(Object.keys(english).sort());
      for (const [area, messages] of Object.entries(areas)) {
        expect(Object.keys(messages).sort(), `${language}/${area}`).toEqual(
          Object.keys(english[area] ?? {}).sort(),
        );
      }
    }
  });

  it("fills the same places in every language", () => {
    for (const language of LANGUAGES) {
      for (const [area, messages] of Object.entries(areasOf(language))) {
        for (const [key, message] of Object.entries(messages)) {
          expect(placeholders(message, language), `${language}/${area} ${key}`).toEqual(
            placeholders(english[area]?.[key] ?? "", "en"),
          );
        }
      }
    }
  });

  it("gives no key to two areas", () => {
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("says nothing empty, and nothing with an exclamation mark", () => {
    const bad = Object.values(files)
      .flatMap((messages) => Object.entries(messages))
      .filter(([, message]) => message.trim() === "" || message.includes("!"));
    expect(bad).toEqual([]);
  });

  it("holds no key that nothing says", () => {
    const code = Object.entries(sources)
      .filter(([path]) => !path.includes(".test."))
      .map(([, text]) => text)
      .join("\n");
    const literals = new Set(
      [...code.matchAll(/["'`]([a-z_]+(?:\.[^"'`\s]+)+)["'`]/g)].map((found) => found[1] ?? ""),
    );
    // `trouble.${code}.title` stands for every key of that shape.
    const shapes = [...code.matchAll(/`([a-z_]+[._][^`\s]*\$\{[^`]*)`/g)].map(
      (found) =>
        new RegExp(
          `^${(found[1] ?? "")
            .split(/\$\{[^}]*\}+/)
            .map(escaped)
            .join(".+")}$`,
        ),
    );
    const unused = keys.filter((key) => !literals.has(key) && !shapes.some((shape) => shape.test(key)));
    expect(unused).toEqual([]);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("the words of the window", () => {
  it("are those of the language that is spoken", () => {
    const words = new Words("en", "en-GB");
    expect(words.t("app.undo")).toBe("Undo");
    words.speak("de", "de-AT");
    expect(words.t("app.undo")).toBe("Rückgängig");
    words.speak("fr", "fr-FR");
    expect(words.t("app.undo")).toBe("Undo");
  });

  it("follow the number in each language", () => {
    const english = new Words("en");
    expect(english.t("ago.days", { count: 1 })).toBe("1 day ago");
    expect(english.t("ago.days", { count: 2 })).toBe("2 days ago");
    expect(new Words("de").t("ago.days", { count: 2 })).toBe("vor 2 Tagen");
  });

  it("have own words for a problem's code, and the engine's sentence where the code is new", () => {
    const words = new Words("de");
    expect(words.problem({ code: "store", message: "the database refused" })).toMatch(/^Die Datenbank/);
    expect(words.problem({ code: "brand_new", message: "it rains; take an umbrella" })).toBe(
      "It rains; take an umbrella.",
    );
    expect(words.problem({ code: "", message: "tiny.en is missing; fetch it" })).toBe(
      "tiny.en is missing; fetch it.",
    );
    expect(words.find("no.such.key")).toBeUndefined();
  });

  it("know their languages", () => {
    expect(isLanguage("de")).toBe(true);
    expect(isLanguage("fr")).toBe(false);
  });
});

describe("the locale", () => {
  const check = (language: "en" | "de", system: string, expected: string) =>
    expect(localeFor(language, system)).toBe(expected);

  it("is the system's where it speaks the same language", () => {
    check("de", "de-AT", "de-AT");
    check("en", "en-US", "en-US");
    check("de", "de_AT.UTF-8", "de-AT");
  });

  it("keeps the region where the window speaks another", () => {
    check("en", "de-AT", "en-AT");
    check("de", "en-US", "de-US");
  });

  it("falls back where the system names none", () => {
    check("en", "C", "en-GB");
    check("de", "", "de-DE");
    check("en", "de", "en");
  });
});
