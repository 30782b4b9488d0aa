// What a filterable list shows for what was typed.

export interface Option {
  id: string;
  name: string;
  /** 0 to 7, of the client colours. */
  colour?: number;
}

export type Row =
  { kind: "option"; option: Option } | { kind: "none"; name: string } | { kind: "create"; name: string };

/** Names that begin with what was typed stand before names that hold it, and these before names that hold its words. */
export function rowsFor(
  typed: string,
  options: Option[],
  offers: { none?: string | undefined; create: boolean },
): Row[] {
  const wanted = fold(typed);
  const found = options
    .map((option) => ({ option, place: placeOf(wanted, fold(option.name)) }))
    .filter(({ place }) => place !== null)
    .sort((a, b) => Number(a.place) - Number(b.place))
    .map(({ option }): Row => ({ kind: "option", option }));
  const isKnown = options.some((option) => fold(option.name) === wanted);
  const name = typed.trim().replace(/\s+/g, " ");
  if (offers.create && name !== "" && !isKnown) found.push({ kind: "create", name });
  if (offers.none !== undefined && name === "") found.unshift({ kind: "none", name: offers.none });
  return found;
}

/** How well a name fits, the best first; `null` where it does not. */
function placeOf(wanted: string, name: string): number | null {
  const at = name.indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : 1;
  return wanted.split(/\s+/).every((word) => name.includes(word)) ? 2 : null;
}

function fold(text: string): string {
  return text
    .trim()
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLocaleLowerCase();
}
