// Draws a component as the app would: with a host, a language, keys and pages around it.
import { render } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { Component, ComponentProps, MountOptions } from "svelte";
import { Keys, KEYS } from "../lib/frame/keys.svelte";
import { Pages, PAGES_KEY } from "../lib/frame/pages.svelte";
import { HOST, type Host } from "../lib/host/host";
import { Words, WORDS } from "../lib/words/words.svelte";

interface Surroundings {
  host?: Host;
  words?: Words;
  keys?: Keys;
  pages?: Pages;
  /** With fake timers: `vi.advanceTimersByTime`. */
  advance?: (ms: number) => void;
}

export function mount<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  around: Surroundings = {},
) {
  const words = around.words ?? new Words();
  const keys = around.keys ?? new Keys();
  const pages = around.pages ?? new Pages();
  const context = new Map<unknown, unknown>([
    [WORDS, words],
    [KEYS, keys],
    [PAGES_KEY, pages],
  ]);
  if (around.host) context.set(HOST, around.host);
  const onkeydown = (event: KeyboardEvent) => keys.press(event);
  window.addEventListener("keydown", onkeydown);
  // The props are typed above; the conditional types of `render` cannot follow a generic component.
  const options = { props, context } as unknown as Partial<MountOptions<ComponentProps<typeof component>>>;
  const result = render(component, options as Parameters<typeof render<typeof component>>[1]);
  return {
    ...result,
    user: userEvent.setup(around.advance ? { advanceTimers: around.advance } : {}),
    words,
    keys,
    pages,
    unmount() {
      window.removeEventListener("keydown", onkeydown);
      result.unmount();
    },
  };
}

/**
 * What axe-core finds wrong, as lines; colours are measured in the real window. A part that stands alone
 * has no landmarks around it, a page has.
 */
export async function violations(element: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: {
      "color-contrast": { enabled: false },
      region: { enabled: document.querySelector("main") !== null },
    },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
