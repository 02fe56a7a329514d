/** The addresses and networks that were typed, one a line or separated by commas. */
export const addressesIn = (typed: unknown): string[] =>
  String(typed ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
