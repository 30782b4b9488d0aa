// Comma-separated values as programs really write them: quoted commas and line breaks, semicolons or tabs
// instead of commas, a byte order mark.

export interface Sheet {
  /** Column names in small letters. */
  head: string[];
  rows: Record[];
}

export interface Record {
  /** The line of the file that it begins on. */
  line: number;
  /** What stands under the first of these column names that there is; "" if there is none. */
  get(...names: string[]): string;
  has(...names: string[]): boolean;
}

export function readSheet(text: string): Sheet {
  const plain = text.replace(/^\ufeff/, "");
  const [first = { line: 1, cells: [] }, ...rest] = linesOf(plain, separatorOf(plain));
  const head = first.cells.map((name) => name.trim().toLowerCase());
  const rows = rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""))
    .map(({ line, cells }): Record => {
      const at = (names: string[]) => head.findIndex((name) => names.includes(name));
      return {
        line,
        get: (...names) => (cells[at(names)] ?? "").trim(),
        has: (...names) => at(names) >= 0,
      };
    });
  return { head, rows };
}

export function writeSheet(rows: (string | number)[][]): string {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** Quoted where it must be; a text that a spreadsheet would take for a formula is made a text. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const count = (sign: string) => first.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function linesOf(text: string, separator: string): { line: number; cells: string[] }[] {
  const lines: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  let line = 1;
  let begun = 1;
  const endLine = () => {
    lines.push({ line: begun, cells: [...cells, cell] });
    cells = [];
    cell = "";
    begun = line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign === "\n") line += 1;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === separator) {
      cells.push(cell);
      cell = "";
    } else if (sign === "\n") endLine();
    else if (sign !== "\r") cell += sign;
  }
  if (cell !== "" || cells.length > 0) endLine();
  return lines;
}
