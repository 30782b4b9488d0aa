// What one can do with a card: the same list gives the keys, the row of keys and the palette their words.
export interface Offer {
  /** Stable: "review.accept". */
  id: string;
  label: string;
  /** The key that is shown. */
  key: string;
  /** Further keys. */
  also?: string[];
  run: () => void;
  disabled?: boolean;
  /** On or off, where it stays so. */
  pressed?: boolean;
  isMain?: boolean;
}
