export interface Leaf {
  /** RFC 6901, or the name of a form's field. */
  place: string
  value: string
}

const most = 60

/** The values in a body that can be mapped, each with its place. */
export function leavesOf(contentType: string, body: string): Leaf[] {
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return [...new URLSearchParams(body)].slice(0, most).map(([place, value]) => ({ place, value }))
  try {
    const leaves: Leaf[] = []
    walk(JSON.parse(body), '', leaves)
    return leaves
  } catch {
    return []
  }
}

function walk(value: unknown, place: string, leaves: Leaf[]): void {
  if (leaves.length >= most) return
  if (typeof value !== 'object' || value === null) {
    leaves.push({ place, value: String(value) })
    return
  }
  for (const [key, inner] of Object.entries(value))
    walk(inner, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, leaves)
}
