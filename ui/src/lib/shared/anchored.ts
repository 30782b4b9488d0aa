// Places a floating list beside what it belongs to: by CSS anchors, else by measuring.
import type { Attachment } from "svelte/attachments";

export type Side = "below" | "below-end" | "above" | "above-end" | "beside";

const AREAS: Record<Side, string> = {
  below: "block-end span-inline-end",
  "below-end": "block-end span-inline-start",
  above: "block-start span-inline-end",
  "above-end": "block-start span-inline-start",
  beside: "inline-end span-block-end",
};

const GAP = 4;
const EDGE = 8;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** Where a box of `size` goes so that it stands at `side` of `anchor` and within `view`. */
export function place(anchor: Box, size: Size, view: Size, side: Side): { left: number; top: number } {
  const isEnd = side.endsWith("-end");
  let left = isEnd ? anchor.right - size.width : anchor.left;
  let top = side.startsWith("above") ? anchor.top - size.height - GAP : anchor.bottom + GAP;
  if (side === "beside") {
    left = anchor.right + GAP;
    top = anchor.top;
    if (left + size.width > view.width - EDGE) left = anchor.left - size.width - GAP;
  } else if (top + size.height > view.height - EDGE && anchor.top - size.height - GAP >= EDGE) {
    top = anchor.top - size.height - GAP;
  } else if (top < EDGE) {
    top = anchor.bottom + GAP;
  }
  return {
    left: Math.max(EDGE, Math.min(left, view.width - size.width - EDGE)),
    top: Math.max(EDGE, Math.min(top, view.height - size.height - EDGE)),
  };
}

let count = 0;

function hasAnchors(): boolean {
  return typeof CSS !== "undefined" && "supports" in CSS && CSS.supports("position-area", "block-end");
}

/** For an element with `popover="manual"`: shows it beside `anchor` and keeps it there. */
export function anchored(anchor: () => HTMLElement | null | undefined, side: Side): Attachment<HTMLElement> {
  return (node) => {
    const beside = anchor();
    node.showPopover();
    if (!beside) return;

    if (hasAnchors()) {
      const name = `--anchor-${(count += 1)}`;
      beside.style.setProperty("anchor-name", name);
      node.style.setProperty("position-anchor", name);
      node.style.setProperty("position-area", AREAS[side]);
      node.style.setProperty("position-try-fallbacks", "flip-block, flip-inline, flip-block flip-inline");
      node.style.setProperty("margin", `${GAP}px`);
      return () => {
        if (beside.style.getPropertyValue("anchor-name") === name) beside.style.removeProperty("anchor-name");
      };
    }

    const move = () => {
      const view = { width: innerWidth, height: innerHeight };
      const { left, top } = place(
        beside.getBoundingClientRect(),
        { width: node.offsetWidth, height: node.offsetHeight },
        view,
        side,
      );
      node.style.setProperty("left", `${left}px`);
      node.style.setProperty("top", `${top}px`);
    };
    move();
    addEventListener("resize", move);
    addEventListener("scroll", move, true);
    return () => {
      removeEventListener("resize", move);
      removeEventListener("scroll", move, true);
    };
  };
}

/** Calls `close` when one presses outside of the element and of its opener. */
export function closesOutside(
  opener: () => HTMLElement | null | undefined,
  close: () => void,
): Attachment<HTMLElement> {
  return (node) => {
    const pressed = (event: PointerEvent) => {
      const target = event.target;
      if (!(target instanceof Node) || node.contains(target) || opener()?.contains(target)) return;
      // What opened from inside (a list of suggestions) floats elsewhere in the page.
      if (target instanceof Element && target.closest("[data-inside]")) return;
      close();
    };
    document.addEventListener("pointerdown", pressed, true);
    return () => document.removeEventListener("pointerdown", pressed, true);
  };
}
