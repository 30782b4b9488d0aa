// Where an instant stands on the page, and back. A day is as long as it is: 23, 24 or 25 hours.

import { wallMinutes } from "./wall";

const MINUTE = 60_000;

/** How much time one screen shows, in minutes: from five minutes to a day. */
export const ZOOMS = [5, 10, 15, 30, 60, 120, 240, 360, 480, 720, 1440] as const;
/** Six hours to a screen: a morning, with room for words in a block of ten minutes. */
export const USUAL_ZOOM = 7;

/** Steps between labels, in minutes. All divide a day, and those below 30 divide the shortest DST shift. */
const STEPS = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360] as const;

export interface Scale {
  start_ms: number;
  end_ms: number;
  px_per_ms: number;
}

export interface Tick {
  ms: number;
  /** The hour that comes a second time when clocks go back. */
  again: boolean;
  isHour: boolean;
}

/** The scale at which `ZOOMS[zoom]` minutes fill `height` pixels. */
export function scaleFor(day: { start_ms: number; end_ms: number }, zoom: number, height: number): Scale {
  const minutes = ZOOMS[clampZoom(zoom)] ?? 360;
  const length = day.end_ms - day.start_ms;
  // The widest zoom shows the whole day, also when it has 25 hours.
  const shown = minutes === 1440 ? length : minutes * MINUTE;
  return { start_ms: day.start_ms, end_ms: day.end_ms, px_per_ms: height / shown };
}

export function clampZoom(zoom: number): number {
  return Math.max(0, Math.min(ZOOMS.length - 1, Math.round(zoom)));
}

export function toPx(scale: Scale, ms: number): number {
  return (ms - scale.start_ms) * scale.px_per_ms;
}

export function toMs(scale: Scale, px: number): number {
  return scale.start_ms + px / scale.px_per_ms;
}

export function heightOf(scale: Scale): number {
  return toPx(scale, scale.end_ms);
}

/** The part of a stretch of time that lies within the day, or nothing. */
export function clip<T extends { start_ms: number; end_ms: number }>(
  span: T,
  day: { start_ms: number; end_ms: number },
): T | null {
  const start_ms = Math.max(span.start_ms, day.start_ms);
  const end_ms = Math.min(span.end_ms, day.end_ms);
  return end_ms > start_ms ? { ...span, start_ms, end_ms } : null;
}

/** The smallest step in minutes whose labels keep `room` pixels between them. */
export function labelStep(scale: Scale, room: number): number {
  return STEPS.find((step) => step * MINUTE * scale.px_per_ms >= room) ?? 360;
}

/** The labelled lines between two instants, at whole steps of the clock on the wall. */
export function ticks(scale: Scale, zone: string, step: number, from_ms: number, to_ms: number): Tick[] {
  const stride = Math.min(step, 30) * MINUTE;
  const first = Math.max(0, Math.floor((from_ms - scale.start_ms) / stride));
  const found: Tick[] = [];
  for (let ms = scale.start_ms + first * stride; ms < Math.min(scale.end_ms, to_ms + 1); ms += stride) {
    const minutes = wallMinutes(ms, zone);
    if (minutes % step !== 0) continue;
    found.push({ ms, again: isSecondTime(scale, zone, ms, minutes), isHour: minutes % 60 === 0 });
  }
  return found;
}

/** Where to scroll so that `ms` stays `offset` pixels below the upper edge. */
export function scrollKeeping(scale: Scale, ms: number, offset: number, height: number): number {
  const furthest = Math.max(0, heightOf(scale) - height);
  return Math.max(0, Math.min(furthest, toPx(scale, ms) - offset));
}

/** Where to scroll when a day opens: the first block near the top; now in any case, with what led up to it. */
export function scrollAtOpening(
  scale: Scale,
  now_ms: number | null,
  first_ms: number | null,
  height: number,
): number {
  const isNear =
    now_ms === null || first_ms === null || toPx(scale, now_ms) - toPx(scale, first_ms) < height * 0.7;
  if (first_ms !== null && isNear) return scrollKeeping(scale, first_ms, height * 0.06, height);
  if (now_ms !== null) return scrollKeeping(scale, now_ms, height * 0.76, height);
  // An empty day opens where most working days begin.
  return scrollKeeping(scale, scale.start_ms + 8 * 60 * MINUTE, 0, height);
}

function isSecondTime(scale: Scale, zone: string, ms: number, minutes: number): boolean {
  for (const shift of [30 * MINUTE, 60 * MINUTE]) {
    if (ms - shift >= scale.start_ms && wallMinutes(ms - shift, zone) === minutes) return true;
  }
  return false;
}
