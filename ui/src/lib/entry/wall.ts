// The clock on the wall in a named zone. The browser's own zone is never asked.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes since 00:00 on the clock on the wall, 0 to 1439. */
export function wallMinutes(ms: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      numberingSystem: "latn",
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(ms)) part[type] = value;
  return Number(part.hour) * 60 + Number(part.minute);
}
