import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** npm run check: everything that has to be true of the sources. All of it runs, then one exit code says how it went. */
const root = join(import.meta.dirname, '..')

interface Check {
  title: string
  args: string[]
  /** May run while the checks beside it do. */
  isBesideNext?: boolean
}

interface Outcome {
  title: string
  isOk: boolean
  output: string
  seconds: number
}

const checks: readonly Check[] = [
  { title: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'], isBesideNext: true },
  {
    title: 'format and lint',
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  },
  { title: 'architecture', args: ['scripts/check-architecture.ts'], isBesideNext: true },
  { title: 'documents', args: ['scripts/check-documents.ts'] },
  { title: 'generated files', args: ['scripts/generate.ts', '--check'] },
  { title: 'sizes', args: ['scripts/check-size.ts'] },
]
/** Their figures are worth seeing when all is well, too. */
const alwaysShown = new Set(['sizes'])

const outcomes: Outcome[] = []
for (const group of groups()) {
  const done = await Promise.all(group.map(run))
  for (const outcome of done) report(outcome)
  outcomes.push(...done)
}
process.exitCode = outcomes.every(({ isOk }) => isOk) ? 0 : 1

function groups(): Check[][] {
  const all: Check[][] = [[]]
  for (const check of checks) {
    all.at(-1)?.push(check)
    if (!check.isBesideNext) all.push([])
  }
  return all
}

function run({ title, args }: Check): Promise<Outcome> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }

  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ title, isOk: code === 0, output, seconds: (performance.now() - started) / 1000 })
    })
  })
}

function report({ title, isOk, output, seconds }: Outcome): void {
  console.log(`${title.padEnd(16)} ${isOk ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`)
  if (!isOk || alwaysShown.has(title)) console.log(output.trimEnd().replace(/^/gm, '  '))
}
