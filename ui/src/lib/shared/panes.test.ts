import { describe, expect, it } from "vitest";

// The runner empties every style sheet, so they are read as the components have them.
const components = import.meta.glob<string>("../../**/*.svelte", {
  eager: true,
  query: "?raw",
  import: "default",
});

const SCROLLS = /\boverflow(-x|-y)?: (auto|scroll|hidden auto);/;
/** What is placed out of sight in it, as words for a screen reader are, then counts as the pane's own. */
const HOLDS = /\bposition: (relative|absolute|fixed|sticky);/;

function rulesOf(source: string): [selector: string, body: string][] {
  const style = source.split("<style>")[1] ?? "";
  return [...style.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = "", body = ""]) => [
    selector.trim(),
    body,
  ]);
}

describe("a pane that scrolls", () => {
  it("keeps all that lies in it, so that the page does not scroll beside it", () => {
    const panes = Object.entries(components).flatMap(([path, source]) => {
      const rules = rulesOf(source);
      return rules
        .filter(([, body]) => SCROLLS.test(body))
        .map(([pane]) => ({
          name: `${path} ${pane}`,
          isHeld: rules.some(([selector, body]) => selector === pane && HOLDS.test(body)),
        }));
    });
    expect(panes.length).toBeGreaterThan(10);
    expect(panes.filter(({ isHeld }) => !isHeld).map(({ name }) => name)).toEqual([]);
  });
});
