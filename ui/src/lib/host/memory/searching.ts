// Full-text search as the engine does it: every word typed must begin a word of the text.

const AROUND = 40;

export interface Piece {
  text: string;
  is_hit: boolean;
}

/** The words that were typed, as they are looked for. */
export function wordsOf(typed: string): string[] {
  return fold(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Where words of `text` begin with one of those looked for; `null` where one of those is missing. */
export function hitsIn(text: string, words: string[]): { start: number; end: number }[] | null {
  const folded = fold(text);
  const found = words.map((word) =>
    [...folded.matchAll(/[\p{L}\p{N}]+/gu)]
      .filter((part) => part[0].startsWith(word))
      .map((part) => ({ start: part.index, end: part.index + part[0].length })),
  );
  if (words.length === 0 || found.some((hits) => hits.length === 0)) return null;
  const all = found.flat().sort((a, b) => a.start - b.start || b.end - a.end);
  return all.filter((hit, index) => index === 0 || hit.start >= (all[index - 1]?.end ?? 0));
}

/** A piece of the text around the first hit, with all hits in it marked. */
export function snippetOf(text: string, hits: { start: number; end: number }[]): Piece[] {
  const flat = text.replace(/\s/g, " ");
  const first = hits[0]?.start ?? 0;
  const from = first <= AROUND ? 0 : flat.lastIndexOf(" ", first - AROUND) + 1;
  const limit = Math.min(flat.length, first + 3 * AROUND);
  const space = limit < flat.length ? flat.lastIndexOf(" ", limit) : limit;
  const to = Math.max(space, hits[0]?.end ?? 0);
  const pieces: Piece[] = [];
  let at = from;
  const put = (until: number, is_hit: boolean) => {
    if (until > at) pieces.push({ text: flat.slice(at, until), is_hit });
    at = Math.max(at, until);
  };
  for (const hit of hits.filter((one) => one.start >= from && one.end <= to)) {
    put(hit.start, false);
    put(hit.end, true);
  }
  put(to, false);
  if (from > 0) pieces.unshift({ text: "… ", is_hit: false });
  if (to < flat.length) pieces.push({ text: " …", is_hit: false });
  return pieces;
}

/** Without accents and capitals, letter for letter, so that places stay the same. */
function fold(text: string): string {
  return [...text]
    .map((letter) => {
      const plain = letter
        .normalize("NFD")
        .replace(/\p{Diacritic}/gu, "")
        .toLowerCase();
      return plain.length === letter.length ? plain : letter.toLowerCase().slice(0, letter.length);
    })
    .join("");
}
