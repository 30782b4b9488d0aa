// The face of a running clock.

/** "0:44:02", "12:05:09" */
export function face(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (amount: number) => String(amount).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
