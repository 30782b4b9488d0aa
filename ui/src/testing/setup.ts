// What jsdom lacks of a browser: dialogs and popovers that open, and the system's wishes for the look.
import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";
import { toasts } from "../lib/shared/toasts.svelte";

// A machine that builds at the same time is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

HTMLDialogElement.prototype.show = function () {
  this.setAttribute("open", "");
};

HTMLDialogElement.prototype.showModal = function () {
  this.setAttribute("open", "");
  const first = this.querySelector<HTMLElement>("[autofocus]") ?? this.querySelector<HTMLElement>(FOCUSABLE);
  (first ?? this).focus();
};

HTMLDialogElement.prototype.close = function (value?: string) {
  if (!this.hasAttribute("open")) return;
  this.removeAttribute("open");
  if (value !== undefined) this.returnValue = value;
  this.dispatchEvent(new Event("close"));
};

const FOCUSABLE = 'button:not([disabled]), input:not([disabled]), select, textarea, a[href], [tabindex="0"]';

// A browser closes the topmost dialog on Escape, unless the page refuses.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const top = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1);
  if (top?.dispatchEvent(new Event("cancel", { cancelable: true }))) top.close();
});

// jsdom hides every popover; it knows no state in which one is open.
const sheet = document.createElement("style");
sheet.textContent = "[popover][data-shown] { display: block !important }";
document.head.append(sheet);

const open = new WeakSet<HTMLElement>();

HTMLElement.prototype.showPopover = function () {
  open.add(this);
  this.setAttribute("data-shown", "");
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open", oldState: "closed" }));
};

HTMLElement.prototype.hidePopover = function () {
  if (!open.delete(this)) return;
  this.removeAttribute("data-shown");
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "closed", oldState: "open" }));
};

HTMLElement.prototype.togglePopover = function () {
  if (open.has(this)) this.hidePopover();
  else this.showPopover();
  return open.has(this);
};

HTMLElement.prototype.scrollIntoView = function () {};
HTMLElement.prototype.scrollTo = function (...at: unknown[]) {
  const [first, second] = at;
  if (typeof first === "object" && first !== null) {
    if ("top" in first && typeof first.top === "number") this.scrollTop = first.top;
    if ("left" in first && typeof first.left === "number") this.scrollLeft = first.left;
  } else if (typeof second === "number") {
    this.scrollTop = second;
  }
};

window.matchMedia ??= (media: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    media,
    matches: false,
    onchange: null,
    addListener() {},
    removeListener() {},
  });

// axe-core asks whether it can draw; it can do without.
HTMLCanvasElement.prototype.getContext = () => null;

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  toasts.clear();
  document.documentElement.removeAttribute("data-theme");
});
