/** Saves what is wrong with which row as a table (RFC 4180); nothing in it is run by a spreadsheet. */
export function saveProblems(
  titles: readonly [string, string],
  rows: readonly { place: string; text: string }[],
): void {
  const lines = [titles, ...rows.map(({ place, text }) => [place, text])].map((line) => line.map(cell).join())
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv' }))
  link.download = 'problems.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
