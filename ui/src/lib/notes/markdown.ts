// Markdown as people write it in notes, read into plain data: headings, lists, quotes, code, emphasis, links.
// What it does not know stays text. Nothing here makes HTML: the page draws elements of its own.

export type Part =
  | { kind: "text" | "code"; text: string }
  | { kind: "strong" | "em" | "strike"; parts: Part[] }
  | { kind: "link"; parts: Part[]; address: string }
  | { kind: "break" };

export interface Item {
  /** Of a task: whether it is done. */
  done: boolean | null;
  parts: Part[];
  blocks: Block[];
}

export type Block =
  | { kind: "heading"; level: number; parts: Part[] }
  | { kind: "paragraph"; parts: Part[] }
  | { kind: "list"; isOrdered: boolean; start: number; items: Item[] }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "code"; text: string }
  | { kind: "rule" };

/** Deeper than this is nobody's note, and stays text. */
const DEEPEST = 6;

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const FENCE = /^ {0,3}(```|~~~)/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TASK = /^\[([ xX])\]\s+(.*)$/;

export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (FENCE.test(line)) {
      const end = lines.findIndex((one, index) => index > at && FENCE.test(one));
      const until = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, until).join("\n") });
      at = until + 1;
    } else if (heading) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, parts: partsOf(heading[2] ?? "") });
      at += 1;
    } else if (RULE.test(line)) {
      blocks.push({ kind: "rule" });
      at += 1;
    } else if (QUOTE.test(line) && depth < DEEPEST) {
      const until = endOf(lines, at, (one) => QUOTE.test(one));
      const inner = lines.slice(at, until).map((one) => one.replace(QUOTE, ""));
      blocks.push({ kind: "quote", blocks: blocksOf(inner.join("\n"), depth + 1) });
      at = until;
    } else if (ITEM.test(line) && depth < DEEPEST) {
      const [list, until] = listAt(lines, at, depth);
      blocks.push(list);
      at = until;
    } else {
      const until = Math.max(at + 1, endOf(lines, at + 1, isPlain));
      blocks.push({ kind: "paragraph", parts: paragraph(lines.slice(at, until)) });
      at = until;
    }
  }
  return blocks;
}

/** A line that goes on with the paragraph before it. */
function isPlain(line: string): boolean {
  return line.trim() !== "" && ![HEADING, RULE, FENCE, QUOTE, ITEM].some((beginning) => beginning.test(line));
}

/** The first line from `at` on for which it does not hold. */
function endOf(lines: string[], at: number, holds: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && holds(lines[end] ?? "")) end += 1;
  return end;
}

function listAt(lines: string[], from: number, depth: number): [list: Block, until: number] {
  const first = ITEM.exec(lines[from] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const isOrdered = /\d/.test(first?.[2] ?? "");
  const items: Item[] = [];
  let at = from;
  while (at < lines.length) {
    const found = ITEM.exec(lines[at] ?? "");
    const isOwn = found && (found[1]?.length ?? 0) <= indent + 1 && /\d/.test(found[2] ?? "") === isOrdered;
    if (!found || !isOwn) break;
    const text = found[3] ?? "";
    // What is indented under an item belongs to it, also after an empty line.
    const until = endOf(
      lines,
      at + 1,
      (one) => one.trim() === "" || (/^\s*/.exec(one)?.[0].length ?? 0) > indent + 1,
    );
    const below = lines.slice(at + 1, until);
    const task = TASK.exec(text);
    items.push({
      done: task ? task[1] !== " " : null,
      parts: partsOf(task?.[2] ?? text),
      blocks: blocksOf(dedented(below), depth + 1),
    });
    at = until;
  }
  const start = isOrdered ? Number.parseInt(first?.[2] ?? "1", 10) : 1;
  return [{ kind: "list", isOrdered, start, items }, at];
}

function dedented(lines: string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents, Infinity);
  return lines.map((line) => line.slice(Number.isFinite(least) ? least : 0)).join("\n");
}

/** Lines of a paragraph run on; two spaces or a backslash at the end of one break it. */
function paragraph(lines: string[]): Part[] {
  return lines.flatMap((line, index): Part[] => {
    const isLast = index === lines.length - 1;
    const isBroken = /(?: {2,}|\\)$/.test(line);
    const parts = partsOf(line.replace(/\\$/, "").trim());
    if (isLast) return parts;
    return [...parts, isBroken ? { kind: "break" } : { kind: "text", text: " " }];
  });
}

const MARKS: { mark: RegExp; read: (found: RegExpExecArray, depth: number) => Part }[] = [
  { mark: /^\\([\\`*_{}[\]()#+\-.!~>])/, read: (found) => ({ kind: "text", text: found[1] ?? "" }) },
  {
    mark: /^(`+)(?!`)(.+?)(?<!`)\1(?!`)/,
    read: (found) => ({ kind: "code", text: (found[2] ?? "").trim() }),
  },
  {
    mark: /^\[([^\]]+)\]\((\S+?)\)/,
    read: (found, depth) => ({
      kind: "link",
      parts: partsOf(found[1] ?? "", depth),
      address: found[2] ?? "",
    }),
  },
  {
    mark: /^<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]])>?/,
    read: (found) => ({
      kind: "link",
      parts: [{ kind: "text", text: found[1] ?? "" }],
      address: found[1] ?? "",
    }),
  },
  {
    mark: /^(\*\*|__)(?=\S)(.+?)(?<=\S)\1/,
    read: (found, depth) => ({ kind: "strong", parts: partsOf(found[2] ?? "", depth) }),
  },
  {
    mark: /^~~(?=\S)(.+?)(?<=\S)~~/,
    read: (found, depth) => ({ kind: "strike", parts: partsOf(found[1] ?? "", depth) }),
  },
  {
    mark: /^(\*|_)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/u,
    read: (found, depth) => ({ kind: "em", parts: partsOf(found[2] ?? "", depth) }),
  },
];

export function partsOf(text: string, depth = 0): Part[] {
  const parts: Part[] = [];
  const put = (part: Part) => {
    const last = parts.at(-1);
    if (part.kind === "text" && last?.kind === "text") last.text += part.text;
    else parts.push(part);
  };
  let rest = text;
  while (rest !== "") {
    const before = text.charAt(text.length - rest.length - 1);
    const found = depth < DEEPEST ? markAt(rest, before) : null;
    if (found) {
      put(found.read(found.match, depth + 1));
      rest = rest.slice(found.match[0].length);
    } else {
      const next = rest.slice(1).search(/[\\`[<*_~]|https?:/);
      const length = next < 0 ? rest.length : next + 1;
      put({ kind: "text", text: rest.slice(0, length) });
      rest = rest.slice(length);
    }
  }
  return parts;
}

function markAt(rest: string, before: string) {
  // An underscore within a word is a part of its name.
  if (rest.startsWith("_") && /[\p{L}\p{N}]/u.test(before)) return null;
  for (const { mark, read } of MARKS) {
    const match = mark.exec(rest);
    if (match) return { match, read };
  }
  return null;
}

/** The first words of a note, without its marks: what stands for it in a list. */
export function titleOf(text: string): string {
  for (const block of blocksOf(text)) {
    const line = plainBlock(block);
    if (line !== "") return line;
  }
  return "";
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
    case "paragraph":
      return plain(block.parts);
    case "list":
      return block.items.map((item) => plain(item.parts)).find(Boolean) ?? "";
    case "quote":
      return block.blocks.map(plainBlock).find(Boolean) ?? "";
    case "code":
      return block.text.split("\n").find((line) => line.trim() !== "") ?? "";
    case "rule":
      return "";
  }
}

function plain(parts: Part[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case "text":
        case "code":
          return part.text;
        case "break":
          return " ";
        default:
          return plain(part.parts);
      }
    })
    .join("")
    .trim();
}
