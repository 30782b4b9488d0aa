// Starts the window over the real Daybook, or, in a plain browser, over one that lives in memory.
import "./lib/shared/tokens.css";
import "./lib/shared/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import type { Host } from "./lib/host/host";

async function host(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) return (await import("./lib/host/tauri")).tauri();
  return (await import("./lib/host/demo")).demo(new URLSearchParams(location.search));
}

const target = document.querySelector("#app");
if (target) mount(App, { target, props: { host: await host() } });
