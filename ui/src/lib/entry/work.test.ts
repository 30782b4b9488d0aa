import { describe, expect, test } from "vitest";
import { memory } from "../host/memory";
import { workOf, workOptions, workThatIs, workTyped } from "./work";

const host = memory({ now: () => Date.parse("2026-11-20T17:20:00+01:00"), zone: "Europe/Vienna" });

describe("client and project in one line", () => {
  test("each client is offered, and below it its projects", async () => {
    const clients = await host.clients();
    const names = workOptions(clients).map((option) => option.name);
    expect(names.slice(0, 3)).toEqual(["Acme", "Acme · Web relaunch", "Acme · Shop care"]);
    const [acme] = clients;
    const archived = clients.map((one) => (one === acme ? { ...one, is_archived: true } : one));
    expect(workOptions(archived).map((option) => option.name)).not.toContain("Acme");
  });

  test("an option says both", async () => {
    const clients = await host.clients();
    const project = clients.flatMap((one) => one.projects).find((one) => one.name === "Web relaunch");
    expect(workOf(project?.id ?? null, clients)).toEqual({ client: "Acme", project: "Web relaunch" });
    expect(workOf(null, clients)).toEqual({ client: "", project: "" });
  });

  test("what is typed is parted where people part it", () => {
    expect(workTyped("Tax office")).toEqual({ client: "Tax office", project: "" });
    for (const text of ["Acme · Shop", "Acme/Shop", "Acme: Shop"]) {
      expect(workTyped(text)).toEqual({ client: "Acme", project: "Shop" });
    }
  });

  test("only what is missing is added", async () => {
    const before = await host.clients();
    expect(await workThatIs(host, before, { client: "acme", project: "Audit" })).toEqual({
      client: "Acme",
      project: "Audit",
    });
    const after = await host.clients();
    expect(after).toHaveLength(before.length);
    expect(await workThatIs(host, after, { client: "Tax office", project: "" })).toEqual({
      client: "Tax office",
      project: "",
    });
    expect(await host.clients()).toHaveLength(before.length + 1);
  });
});
