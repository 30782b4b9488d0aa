// What of a column belongs to whom, so that the pieces add up to what stands for the column.
import type { Report } from "../host/bindings";

export interface Piece {
  /** `null` is nobody, or whoever is not named. */
  colour: number | null;
  name: string;
  minutes: number;
}

export interface Column {
  /** The day that it begins on. */
  key: string;
  minutes: number;
  billable_minutes: number;
  amounts: { minor: number; currency: string }[];
  pieces: Piece[];
}

export interface Owner {
  name: string;
  colour: number;
  /** The same days for this client alone. */
  report: Report;
}

/** The columns of `keys`, empty ones too; `rest` names what is nobody's. */
export function columnsWith(keys: string[], whole: Report, owners: Owner[], rest: string): Column[] {
  return keys.map((key) => {
    const row = whole.rows.find((one) => one.key === key);
    const minutes = row?.sums.minutes ?? 0;
    const own = owners.map(({ name, colour, report }) => ({
      name,
      colour: colour as number | null,
      minutes: report.rows.find((one) => one.key === key)?.sums.minutes ?? 0,
    }));
    const named = own.reduce((sum, piece) => sum + piece.minutes, 0);
    const left = { name: rest, colour: null, minutes: Math.max(0, minutes - named) };
    return {
      key,
      minutes,
      billable_minutes: row?.sums.billable_minutes ?? 0,
      amounts: row?.sums.amounts ?? [],
      pieces: fitted([...own, left], minutes).filter((piece) => piece.minutes > 0),
    };
  });
}

/** Each client alone is rounded for itself; what that is too much goes off the longest pieces. */
function fitted(pieces: Piece[], minutes: number): Piece[] {
  let over = pieces.reduce((sum, piece) => sum + piece.minutes, 0) - minutes;
  const off = Object.fromEntries(
    pieces
      .toSorted((a, b) => b.minutes - a.minutes)
      .map((piece) => {
        const share = Math.min(Math.max(over, 0), piece.minutes);
        over -= share;
        return [piece.name, share];
      }),
  );
  return pieces.map((piece) => ({ ...piece, minutes: piece.minutes - (off[piece.name] ?? 0) }));
}
