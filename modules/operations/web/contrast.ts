type Rgb = readonly [number, number, number]

/** What a colour becomes as the ground of a button with white text (web §7.7). */
export interface Readable {
  /** WCAG 2 contrast of white text on the colour as chosen. */
  ratio: number
  /** The colour that is used: darkened until white text on it is at least 4.5:1. */
  used: string
  darkened: boolean
}

/** Null: no colour like `#2f5bc4`. */
export function readable(hex: string): Readable | null {
  const chosen = parse(hex)
  if (!chosen) return null
  let used = chosen
  while (withWhite(used) < 4.5) used = darker(used)
  return { ratio: withWhite(chosen), used: hexOf(used), darkened: used !== chosen }
}

function parse(hex: string): Rgb | null {
  if (!/^#[\da-f]{6}$/i.test(hex)) return null
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(1), part(3), part(5)]
}

const darker = ([r, g, b]: Rgb): Rgb => [r * 0.94, g * 0.94, b * 0.94]

const hexOf = (color: Rgb) =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

const withWhite = (color: Rgb) => 1.05 / (luminance(color) + 0.05)

function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
