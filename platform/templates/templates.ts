import { Liquid, type Template } from 'liquidjs'

export interface Rendering {
  /** `html` escapes every value; `line` takes line breaks out, for headers. */
  as: 'text' | 'html' | 'line'
  /** The longest text that may come out. */
  most?: number
}

/** A template that cannot be read or takes too much; `line` counts from 1 where it is known. */
export class TemplateProblem extends Error {
  readonly line: number | null

  constructor(message: string, line: number | null) {
    super(message)
    this.name = 'TemplateProblem'
    this.line = line
  }
}

const parseMost = 100_000
const renderMs = 50
const memoryMost = 1_000_000
const outputMost = 200_000

/** Other files are never a part of a template: there are none. */
const withoutFiles = ['include', 'render', 'layout', 'block']

function engine(escapes: boolean): Liquid {
  const made = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: parseMost,
    renderLimit: renderMs,
    memoryLimit: memoryMost,
    templates: {},
    ...(escapes && { outputEscape: 'escape' as const }),
  })
  for (const tag of withoutFiles) delete made.tags[tag]
  return made
}

const plain = engine(false)
const escaping = engine(true)

/** Fills a template with plain copies of values, under limits of time, memory and length. Throws `TemplateProblem`. */
export function renderTemplate(text: string, values: Record<string, unknown>, how: Rendering): string {
  const liquid = how.as === 'html' ? escaping : plain
  const made = guarded(() => String(liquid.renderSync(liquid.parse(text), structuredClone(values))))
  if (made.length > (how.most ?? outputMost)) throw new TemplateProblem('The result is too long', null)
  return how.as === 'line' ? made.replace(/[\r\n\t]+/g, ' ').trim() : made
}

/** Variables that the template asks for and the sample does not have; below `open` paths anything is possible. */
export function unknownVariables(
  text: string,
  sample: Record<string, unknown>,
  open: readonly string[] = [],
): string[] {
  const asked = guarded(() => plain.globalVariableSegmentsSync(plain.parse(text) as Template[]))
  const unknown = asked.filter((segments) => !isThere(segments, sample, open)).map(nameOf)
  return [...new Set(unknown)].sort()
}

function isThere(segments: readonly unknown[], sample: unknown, open: readonly string[]): boolean {
  let value = sample
  for (const [at, segment] of segments.entries()) {
    if (open.includes(nameOf(segments.slice(0, at)))) return true
    if (typeof segment !== 'string' && typeof segment !== 'number') return true
    if (typeof value !== 'object' || value === null) return value === null
    if (!Object.hasOwn(value, segment)) return false
    value = (value as Record<string | number, unknown>)[segment]
  }
  return true
}

const nameOf = (segments: readonly unknown[]) => segments.map(String).join('.')

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { message } = error as Error
    const line = /line:(\d+)/.exec(message)?.[1]
    throw new TemplateProblem(
      message.split('\n', 1)[0]?.slice(0, 300) ?? 'It cannot be read',
      line ? Number(line) : null,
    )
  }
}
