// Currencies: how many decimals each has, as ISO 4217 says. What the platform's formatters take for it
// follows customs of daily life, and is wrong by a factor of a thousand for a dinar.

const NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const THREE = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const FOUR = "CLF UYW".split(" ");

/** What a freelancer is likely to be paid in, the likeliest first. */
export const USUAL = "EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON CAD AUD NZD JPY SGD HKD INR ZAR BRL".split(
  " ",
);

/** Decimals of an amount: 2 for the euro, 0 for the yen, up to 4. */
export function digitsOf(currency: string): number {
  if (NONE.includes(currency)) return 0;
  if (THREE.includes(currency)) return 3;
  return FOUR.includes(currency) ? 4 : 2;
}

/** All codes that the platform knows, those of USUAL first. */
export function currencies(): string[] {
  const known = Intl.supportedValuesOf("currency").filter((code) => !/^X(?!AF|OF|PF|CD|CG|AD)/.test(code));
  return [...USUAL, ...known.filter((code) => !USUAL.includes(code))];
}
