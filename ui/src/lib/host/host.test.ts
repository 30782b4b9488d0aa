import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Changed } from "./bindings";
import { problemOf } from "./host";
import { tauri } from "./tauri";

type Heard = (event: { payload: Changed }) => void;

const { listen, status } = vi.hoisted(() => ({ listen: vi.fn(), status: vi.fn() }));

vi.mock("./bindings", () => ({ commands: { status }, events: { changed: { listen } } }));

describe("a problem", () => {
  it("is what a command refused with", () => {
    const problem = { code: "store", message: "the database refused", extra: 1 };
    expect(problemOf(problem)).toEqual({ code: "store", message: "the database refused" });
  });

  it("is made of whatever else was thrown, and never empty", () => {
    expect(problemOf(new Error("command not allowed"))).toEqual({
      code: "other",
      message: "command not allowed",
    });
    expect(problemOf("no such command").message).toBe("no such command");
    for (const nothing of [undefined, null, "", {}, { code: 1, message: "x" }]) {
      expect(problemOf(nothing).message).toMatch(/try again/);
    }
  });
});

describe("the host of the app", () => {
  beforeEach(() => listen.mockReset());

  it("passes commands through", async () => {
    status.mockResolvedValue("standing");
    expect(await tauri().status()).toBe("standing");
  });

  it("listens once for all who listen, until they leave", async () => {
    listen.mockResolvedValue(() => undefined);
    const host = tauri();
    const [first, second] = [vi.fn(), vi.fn()];
    const leave = host.on(first);
    host.on(second);
    expect(listen).toHaveBeenCalledOnce();
    const tell = listen.mock.calls[0]?.[0] as Heard;
    tell({ payload: { kind: "blocks" } });
    leave();
    tell({ payload: { kind: "ledger" } });
    expect(first.mock.calls).toEqual([[{ kind: "blocks" }]]);
    expect(second.mock.calls).toEqual([[{ kind: "blocks" }], [{ kind: "ledger" }]]);
  });

  it("asks for events again where that was refused", async () => {
    listen.mockRejectedValueOnce(new Error("not allowed")).mockResolvedValue(() => undefined);
    const host = tauri();
    host.on(() => undefined);
    await Promise.resolve();
    await Promise.resolve();
    host.on(() => undefined);
    expect(listen).toHaveBeenCalledTimes(2);
  });
});
