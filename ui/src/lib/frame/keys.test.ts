import { afterEach, describe, expect, it, vi } from "vitest";
import { Words } from "../words/words.svelte";
import { type Action, Keys } from "./keys.svelte";

function action(id: string, keys: string[], rest: Partial<Action> = {}): Action {
  return { id, label: id, group: "group", keys, run: vi.fn(), ...rest };
}

/** Presses a key in `target` and says whether an action ran. */
function press(
  keys: Keys,
  key: string,
  init: KeyboardEventInit = {},
  target: Element = document.body,
): boolean {
  let did = false;
  const listen = (event: KeyboardEvent) => (did = keys.press(event));
  window.addEventListener("keydown", listen);
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
  window.removeEventListener("keydown", listen);
  return did;
}

function element(html: string): Element {
  document.body.innerHTML = html;
  return document.querySelector("[data-target]") ?? document.body;
}

afterEach(() => (document.body.innerHTML = ""));

describe("a key", () => {
  it("does what was offered for it, until that is taken away", () => {
    const keys = new Keys();
    const today = action("today", ["T"]);
    const remove = keys.add(() => [today]);
    expect(press(keys, "t")).toBe(true);
    expect(today.run).toHaveBeenCalledOnce();
    remove();
    expect(press(keys, "t")).toBe(false);
  });

  it("belongs to the page before it belongs to the frame", () => {
    const keys = new Keys();
    const [frame, page] = [action("frame", ["C"]), action("page", ["C"])];
    keys.add(() => [frame]);
    keys.add(() => [page]);
    press(keys, "c");
    expect(page.run).toHaveBeenCalledOnce();
    expect(frame.run).not.toHaveBeenCalled();
  });

  it("does nothing where its action is disabled", () => {
    const keys = new Keys();
    keys.add(() => [action("undo", ["Mod+Z"], { disabled: true })]);
    expect(press(keys, "z", { ctrlKey: true })).toBe(false);
  });

  it("needs exactly its modifiers", () => {
    const keys = new Keys();
    keys.add(() => [action("redo", ["Mod+Shift+Z"])]);
    expect(press(keys, "z", { ctrlKey: true })).toBe(false);
    expect(press(keys, "Z", { ctrlKey: true, shiftKey: true })).toBe(true);
    expect(press(keys, "Z", { ctrlKey: true, shiftKey: true, altKey: true })).toBe(false);
  });

  it("is the command key on a Mac", () => {
    const keys = new Keys();
    keys.isMac = true;
    keys.add(() => [action("palette", ["Mod+K"])]);
    expect(press(keys, "k", { ctrlKey: true })).toBe(false);
    expect(press(keys, "k", { metaKey: true })).toBe(true);
  });

  it("may need shift or AltGr for a sign, which differs from keyboard to keyboard", () => {
    const keys = new Keys();
    keys.add(() => [action("sheet", ["?"]), action("before", ["["]), action("zoom", ["+"])]);
    expect(press(keys, "?", { shiftKey: true })).toBe(true);
    expect(press(keys, "+")).toBe(true);
    const graph = { ctrlKey: true, altKey: true, modifierAltGraph: true };
    expect(press(keys, "[", graph)).toBe(true);
  });

  it("enlarges text with the plus key, shifted or not", () => {
    const keys = new Keys();
    keys.add(() => [action("larger", ["Mod++"]), action("smaller", ["Mod+-"])]);
    expect(press(keys, "+", { ctrlKey: true, shiftKey: true })).toBe(true);
    expect(press(keys, "=", { ctrlKey: true })).toBe(true);
    expect(press(keys, "-", { ctrlKey: true })).toBe(true);
  });

  it("tells the space bar with Shift from the one without, and leaves it to a button", () => {
    const keys = new Keys();
    keys.add(() => [action("pause", ["Shift+Space"])]);
    expect(press(keys, " ", { shiftKey: true })).toBe(true);
    expect(press(keys, " ")).toBe(false);
    expect(press(keys, " ", { shiftKey: true }, element("<button data-target>x</button>"))).toBe(false);
  });

  it("rests while one types", () => {
    const keys = new Keys();
    keys.add(() => [action("today", ["T"]), action("undo", ["Mod+Z"]), action("palette", ["Mod+K"])]);
    const input = element("<input data-target>");
    expect(press(keys, "t", {}, input)).toBe(false);
    expect(press(keys, "z", { ctrlKey: true }, input)).toBe(false);
    expect(press(keys, "k", { ctrlKey: true }, input)).toBe(true);
    const area = element("<textarea data-target></textarea>");
    expect(press(keys, "t", {}, area)).toBe(false);
    const box = element('<input type="checkbox" data-target>');
    expect(press(keys, "t", {}, box)).toBe(true);
  });

  it("leaves Enter to a button and arrows to a menu", () => {
    const keys = new Keys();
    keys.add(() => [action("open", ["Enter"]), action("next", ["ArrowDown"])]);
    expect(press(keys, "Enter", {}, element("<button data-target>x</button>"))).toBe(false);
    expect(press(keys, "Enter", {}, element("<div data-target></div>"))).toBe(true);
    expect(
      press(keys, "ArrowDown", {}, element('<div role="menu"><button data-target>x</button></div>')),
    ).toBe(false);
    expect(press(keys, "ArrowDown", {}, element("<button data-target>x</button>"))).toBe(true);
  });

  it("means nothing behind an open dialog, nor once it was used", () => {
    const keys = new Keys();
    keys.add(() => [action("today", ["T"])]);
    expect(press(keys, "t", {}, element("<dialog open><div data-target></div></dialog>"))).toBe(false);
    const div = element("<div data-target></div>");
    div.addEventListener("keydown", (event) => event.preventDefault());
    expect(press(keys, "t", {}, div)).toBe(false);
  });
});

describe("the name of a key", () => {
  const check = (keys: string, language: string, isMac: boolean, expected: string) => {
    const registry = new Keys();
    registry.isMac = isMac;
    expect(registry.name(keys, new Words(language))).toBe(expected);
  };

  it("is what stands on the keyboard", () => {
    check("Mod+K", "en", false, "Ctrl+K");
    check("Mod+K", "de", false, "Strg+K");
    check("Mod+Shift+Z", "de", false, "Strg+Umschalt+Z");
    check("Mod+Shift+Z", "en", true, "⇧⌘Z");
    check("ArrowUp", "en", false, "↑");
    check("t", "en", false, "T");
    check("[", "en", false, "[");
    check("+", "en", false, "+");
    check("Mod++", "en", false, "Ctrl+Plus");
    check("Enter", "de", false, "Eingabe");
  });
});
