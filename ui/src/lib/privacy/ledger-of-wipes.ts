// Receipts by the day on which they were written, the newest first.

import { dateAt } from "../words/dates";
import type { Receipt } from "./privacy.svelte";

export interface WipedDay {
  date: string;
  files: number;
  receipts: Receipt[];
}

export function byDay(receipts: Receipt[], zone: string): WipedDay[] {
  const days: WipedDay[] = [];
  for (const receipt of receipts.toSorted((a, b) => b.wiped_ms - a.wiped_ms)) {
    const date = dateAt(receipt.wiped_ms, zone);
    let day = days.at(-1);
    if (day?.date !== date) {
      day = { date, files: 0, receipts: [] };
      days.push(day);
    }
    day.files += receipt.files;
    day.receipts.push(receipt);
  }
  return days;
}
