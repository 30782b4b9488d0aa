// What a filterable list shows for what was typed.

export interface Option {
  id: string;
  name: string;
  /** 0 to 7, of the client colours. */
  colour?: number;
}

export type Row =
  { kind: "option"; option: Option } | { kind: "none"; name: string } | { kind: "create"; name: string };

/** Names that begin with the words typed stand before names that hold them elsewhere. */
export function rowsFor(
  typed: string,
  options: Option[],
  offers: { none?: string | undefined; create: boolean },
): Row[] {
  const wanted = fold(typed);
  const found = options
    .map((option) => ({ option, at: fold(option.name).indexOf(wanted) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
    .map(({ option }): Row => ({ kind: "option", option }));
  const isKnown = options.some((option) => fold(option.name) === wanted);
  const name = typed.trim().replace(/\s+/g, " ");
  if (offers.create && name !== "" && !isKnown) found.push({ kind: "create", name });
  if (offers.none !== undefined && name === "") found.unshift({ kind: "none", name: offers.none });
  return found;
}

function fold(text: string): string {
  return text
    .trim()
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLocaleLowerCase();
}
