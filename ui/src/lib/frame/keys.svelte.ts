// Every action of the window and its keys: what a key does, what the palette offers, what the sheet shows.
import { getContext, setContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { Words } from "../words/words.svelte";

export interface Action {
  /** Stable, for "used lately": "today.accept". */
  id: string;
  label: string;
  /** The heading under which palette and sheet show it. */
  group: string;
  /** "T", "Mod+K", "Mod+Shift+Z", "Shift+P", "ArrowUp", "["; the first is the one that is shown. */
  keys?: string[];
  run: () => void;
  /** Greyed out in the sheet, left out of the palette, and its key does nothing. */
  disabled?: boolean;
  /** Has a key, and is on the sheet, but makes no sense as a line of the palette (move up, move down). */
  isKeyOnly?: boolean;
  /** In the palette only (assign to this client): too many for the sheet. */
  isPaletteOnly?: boolean;
  /** Other words under which the palette finds it. */
  search?: string;
}

interface Chord {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

const NAMED_KEYS: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

export class Keys {
  #sources = new SvelteSet<() => Action[]>();
  isMac = $state(false);

  /** Adds actions, asked for anew each time; the returned function takes them away. */
  add(actions: () => Action[]): () => void {
    this.#sources.add(actions);
    return () => this.#sources.delete(actions);
  }

  /** All actions that can be had now. */
  get actions(): Action[] {
    return [...this.#sources].flatMap((source) => source());
  }

  /** Does what the key means here; `false` if it means nothing. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    if (document.querySelector("dialog[open]")) return false;
    // What a page adds comes after what the frame added, and goes before it.
    const action = this.actions
      .reverse()
      .find((one) => !one.disabled && one.keys?.some((keys) => this.#means(event, chord(keys))));
    if (!action) return false;
    event.preventDefault();
    action.run();
    return true;
  }

  /** How a key is written on this machine: "Ctrl+K", "⌘K", "Strg+K". */
  name(keys: string, words: Words): string {
    const { key, mod, shift, alt } = chord(keys);
    const shown =
      (mod ? words.find(`key.mod.${key}`) : undefined) ??
      NAMED_KEYS[key] ??
      words.find(`key.${key}`) ??
      key.toUpperCase();
    if (this.isMac) return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${shown}`;
    const parts = [
      mod ? words.t("key.Ctrl") : "",
      alt ? "Alt" : "",
      shift ? words.t("key.Shift") : "",
      shown,
    ];
    return parts.filter(Boolean).join("+");
  }

  #means(event: KeyboardEvent, wanted: Chord): boolean {
    const isGraph = event.getModifierState("AltGraph");
    const mod = this.isMac ? event.metaKey : event.ctrlKey && !isGraph;
    const alt = event.altKey && !isGraph;
    if (mod !== wanted.mod || alt !== wanted.alt) return false;
    // The key of the plus is pressed without shift, too.
    const pressed = event.key === "=" && wanted.key === "+" && mod ? "+" : event.key;
    if (pressed.toLowerCase() !== valueOf(wanted.key).toLowerCase()) return false;
    // Where a sign stands on a keyboard, and whether it needs shift, differs from country to country.
    const isSign = wanted.key.length === 1 && wanted.key.toLowerCase() === wanted.key.toUpperCase();
    if (!isSign && event.shiftKey !== wanted.shift) return false;
    return !isTakenBy(event, wanted);
  }
}

/** Whether the element in focus needs the key itself. */
function isTakenBy(event: KeyboardEvent, wanted: Chord): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (isTyping(target)) return !wanted.mod || ["z", "a"].includes(wanted.key.toLowerCase());
  if (["Enter", "Space"].includes(wanted.key))
    return target.closest("button, a, summary, label, input") !== null;
  if (wanted.key.startsWith("Arrow")) {
    return target.closest('select, input, [role="menu"], [role="listbox"], [role="grid"]') !== null;
  }
  return wanted.key.length === 1 && target.closest('select, [role="menu"]') !== null;
}

/** What the platform calls the key. */
function valueOf(key: string): string {
  return key === "Space" ? " " : key;
}

function isTyping(target: HTMLElement): boolean {
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}

function chord(keys: string): Chord {
  const parts =
    keys === "+" ? ["+"] : keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  return {
    key: parts.at(-1) ?? "",
    mod: parts.includes("Mod"),
    shift: parts.includes("Shift"),
    alt: parts.includes("Alt"),
  };
}

export const KEYS = Symbol("keys");

export function provideKeys(keys: Keys): void {
  setContext(KEYS, keys);
}

export function useKeys(): Keys {
  const keys = getContext<Keys | undefined>(KEYS);
  if (!keys) throw new Error("no keys were provided to this page");
  return keys;
}

/** Offers actions for as long as the component stands. */
export function useActions(actions: () => Action[]): void {
  const keys = useKeys();
  $effect(() => keys.add(actions));
}
