type Rgb = [number, number, number]

/** CSS variables for a portal's own colour; darkened until white text on it is at least 4.5:1. Null: no colour. */
export function shadesOf(hex: string): Record<string, string> | null {
  const rgb = parse(hex)
  if (!rgb) return null
  let fill = rgb
  while (contrast(fill, [255, 255, 255]) < 4.5) fill = mix(fill, [0, 0, 0], 0.06)
  let link = rgb
  while (contrast(link, [247, 248, 250]) < 5) link = mix(link, [0, 0, 0], 0.06)
  let linkDark = rgb
  while (contrast(linkDark, [35, 41, 53]) < 5.5) linkDark = mix(linkDark, [255, 255, 255], 0.06)
  return {
    '--portal-brand': text(fill),
    '--portal-brand-text': text(link),
    '--portal-brand-tint': text(mix(link, [255, 255, 255], 0.9)),
    '--portal-brand-text-dark': text(linkDark),
    '--portal-brand-tint-dark': text(mix(linkDark, [18, 22, 29], 0.82)),
  }
}

function parse(hex: string): Rgb | null {
  const parts = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex)
  if (!parts) return null
  const part = (at: number) => Number.parseInt(parts[at] ?? '0', 16)
  return [part(1), part(2), part(3)]
}

const text = ([r, g, b]: Rgb) => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`

const mix = (one: Rgb, other: Rgb, share: number): Rgb => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share,
]

/** WCAG 2 contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
