import { Liquid, type Template } from 'liquidjs'

export interface Rendering {
  /** `html` escapes every value; `line` takes line breaks out, for headers. */
  as: 'text' | 'html' | 'line'
  /** The longest text that may come out. */
  most?: number
}

const faults = {
  not_closed: (word: string) => `${word} is not closed`,
  unknown_tag: (word: string) => `There is no tag ${word}, or it does not belong here`,
  unknown_filter: (word: string) => `There is no filter ${word}`,
  not_readable: () => 'This place cannot be read',
  takes_too_much: () => 'It takes too much time or memory',
  too_long: () => 'The result is too long',
}

/** What is wrong: its kind, the word it is about, and where it stands, counted from 1; null where there is no such place. */
interface Fault {
  kind: keyof typeof faults
  word: string
  line: number | null
  column: number | null
}

/** A template that cannot be read or takes too much. */
export class TemplateProblem extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(faults[fault.kind](fault.word))
    this.name = 'TemplateProblem'
    this.fault = fault
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
  const render = () => String(liquid.renderSync(liquid.parse(text), structuredClone(values)))
  const made = guarded(() => inTime(render))
  if (made.length > (how.most ?? outputMost))
    throw new TemplateProblem({ kind: 'too_long', word: '', line: null, column: null })
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

const timesMost = 3

/** The clock runs on while the process gets no processor: too slow is what is so each time. */
function inTime<T>(work: () => T, times = 1): T {
  try {
    return work()
  } catch (error) {
    if (times === timesMost || !/render limit exceeded/.test((error as Error).message)) throw error
    return inTime(work, times + 1)
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new TemplateProblem(faultOf((error as Error).message.replace(/(\\n|\s)+/g, ' ')))
  }
}

const wordMost = 60

/** What the library says of each kind; anything else is a place that it cannot read. */
const said: [kind: Fault['kind'], words: RegExp][] = [
  ['not_closed', /^(?:(?:tag|output|raw) "?)?(.*?)"? not closed/],
  ['unknown_tag', /^tag "(.*)" not found/],
  ['unknown_filter', /^undefined filter: (.*?)(?:, line:|$)/],
  ['takes_too_much', /limit exceeded/],
]

function faultOf(message: string): Fault {
  const [kind, words] = said.find(([, one]) => one.test(message)) ?? ['not_readable' as const, /$/]
  const [, line = null, column = null] = /line:(\d+), col:(\d+)/.exec(message) ?? []
  return {
    kind,
    word: words.exec(message)?.[1]?.slice(0, wordMost) ?? '',
    line: line === null ? null : Number(line),
    column: column === null ? null : Number(column),
  }
}
