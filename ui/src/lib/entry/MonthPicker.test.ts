import { screen } from "@testing-library/svelte";
import { SvelteSet } from "svelte/reactivity";
import { expect, test } from "vitest";
import { mount } from "../../testing/mount";
import MonthPicker from "./MonthPicker.svelte";

test("a month is read once, whatever its reading reads and changes on the way", async () => {
  const asked = new SvelteSet<number>();
  const read = () => {
    if (asked.size < 5) asked.add(asked.size);
    return Promise.resolve([]);
  };
  mount(MonthPicker, { date: "2026-11-20", today: "2026-11-20", read, onchoose: () => undefined });
  expect(await screen.findByRole("heading", { name: "November 2026" })).toBeInTheDocument();
  expect(asked.size).toBe(1);
});
