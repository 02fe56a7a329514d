/** Addresses in a text, as people paste them: lines, commas, `Bob Ray <bob@acme.example>`; each once. */
export function addressesIn(text: string): string[] {
  const found = text.match(/[^\s<>,;:"()[\]]+@[^\s<>,;:"()[\]]+/g) ?? []
  const byKey = new Map(found.map((address) => [address.toLowerCase(), address.replace(/\.$/, '')]))
  return [...byKey.values()]
}
