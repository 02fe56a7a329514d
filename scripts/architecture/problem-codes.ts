import { bare, fault, type HouseRule, only, type Source, spoken } from './source.ts'

interface Declared {
  code: string
  source: Source
  at: number
}

const keyBegin = /^[{,\s]['"]?(\w+)['"]?\s*:/
const raised = /\b(?:problem|new\s+Problem)\(\s*(['"])(\w+)\1/g

/** Every code that is thrown is declared once, with status, title and help, in a contract. */
export const problemCodesAreDeclared: HouseRule = (sources) => {
  const product = sources.filter(
    ({ path }) => /^(platform|modules|app)\//.test(path) && !/\.test\.tsx?$/.test(path),
  )
  const declared = product.flatMap(declarationsIn)
  const known = new Set(declared.map(({ code }) => code))

  const undeclared = product.flatMap((source) =>
    [...spoken(source).matchAll(raised)]
      .filter(([, , code]) => !known.has(code ?? ''))
      .map((match) =>
        fault(source, match.index, `problem code ${match[2]} is declared nowhere (declareProblems)`),
      ),
  )
  return [...undeclared, ...declaredTwice(declared), ...declaredElsewhere(declared)]
}

function declaredTwice(declared: Declared[]): string[] {
  const first = new Map<string, Source>()
  return declared.flatMap(({ code, source, at }) => {
    const earlier = first.get(code)
    first.set(code, earlier ?? source)
    return earlier ? [fault(source, at, `problem code ${code} is declared already in ${earlier.path}`)] : []
  })
}

function declaredElsewhere(declared: Declared[]): string[] {
  const isContract = ({ path }: Source) => /^platform\/|^modules\/[^/]+\/contract(?:\.ts$|\/)/.test(path)
  return declared
    .filter(({ source }) => !isContract(source))
    .map(({ code, source, at }) =>
      fault(source, at, `problem code ${code} belongs into the module's contract.ts`),
    )
}

function declarationsIn(source: Source): Declared[] {
  const code = bare(source)
  return [...code.matchAll(/(?<!function\s)\bdeclareProblems\s*\(\s*\{/g)].flatMap((call) =>
    keysOf(source, call.index + call[0].length).map(({ key, at }) => ({ code: key, source, at })),
  )
}

/** The keys of the object literal whose brace was opened just before `from`. */
function keysOf(source: Source, from: number): { key: string; at: number }[] {
  const code = bare(source)
  const shown = only(source, 'code', 'string')
  const keys: { key: string; at: number }[] = []
  for (let at = from, depth = 1; at < code.length && depth > 0; at += 1) {
    const key = depth === 1 ? keyBegin.exec(shown.slice(at - 1, at + 80))?.[1] : undefined
    if (key) keys.push({ key, at })
    depth += depthOf(code.charAt(at))
  }
  return keys
}

function depthOf(character: string): number {
  if (/[{[(]/.test(character)) return 1
  return /[}\])]/.test(character) ? -1 : 0
}
