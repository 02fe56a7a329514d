/** A pasted list of customers, one a line: what is all digits is an id, everything else a whole name. */
export function readPasted(text: string): { company_ids: number[]; names: string[]; lines: string[] } {
  const all = text
    .split(/[\n\r;\t]+/)
    .map((line) => line.trim())
    .filter(Boolean)
  const lines = [...new Set(all)]
  const ids = lines.filter((line) => /^#?[1-9]\d{0,15}$/.test(line))
  const names = lines.filter((line) => !ids.includes(line))
  return { company_ids: ids.map((line) => Number(line.replace('#', ''))), names, lines: [...ids, ...names] }
}
