import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { personAt } from '../test/harness/person.ts'
import { type Ask, load, type Measured } from './load.ts'

/** What the measurements share: processes beside the one that measures, ratios, and the verdict. */
export const root = join(import.meta.dirname, '..')
export const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const children: ChildProcess[] = []

/** Names of the rows that fell short. */
export const faults: string[] = []

export function say(name: string, value: string, holds: boolean, claim: string): void {
  console.log(`${holds ? 'ok    ' : 'BELOW '} ${name.padEnd(34)} ${value}  [${claim}]`)
  if (!holds) faults.push(name)
}

export interface Pair {
  name: string
  floor: number
  connections?: number
  portal: { port: number; asks: Ask[] }
  bare: { port: number; asks: Ask[] } | (() => Promise<number>)
}

/** Alternates between the bare loop and the portal; the ratio is that of the medians. */
export async function compare(pair: Pair): Promise<void> {
  const bares: number[] = []
  const ours: Measured[] = []
  const { bare } = pair
  const run = (to: { port: number; asks: Ask[] }, length: number) =>
    load({ ...to, connections: pair.connections ?? 16, seconds: length })
  for (let round = -1; round < rounds; round++) {
    const length = round < 0 ? 2 : seconds
    const plain = typeof bare === 'function' ? await bare() : (await run(bare, length)).per_second
    const measured = await run(pair.portal, length)
    if (round < 0) continue
    bares.push(plain)
    ours.push(measured)
  }
  const median = middle(ours, ({ per_second }) => per_second)
  const plain = middle(bares, (rate) => rate)
  const ratio = median.per_second / plain
  const times = `p50 ${median.p50_ms.toFixed(1)}, p95 ${median.p95_ms.toFixed(1)}, p99 ${median.p99_ms.toFixed(1)} ms`
  const detail = `${median.per_second.toFixed(0)}/s against ${plain.toFixed(0)}/s, ${times}`
  say(pair.name, `${ratio.toFixed(2)} (${detail})`, ratio >= pair.floor, `≥ ${pair.floor.toFixed(2)}`)
}

export function middle<T>(all: T[], of: (one: T) => number): T {
  const sorted = [...all].sort((a, b) => of(a) - of(b))
  const one = sorted[Math.floor(sorted.length / 2)]
  if (one === undefined) throw new Error('Nothing was measured')
  return one
}

const offNames = [
  'GENERAL',
  'API',
  'ANONYMOUS',
  'LOGIN',
  'LOGIN_SPRAY',
  'REGISTER',
  'TOKEN',
  'INTROSPECT',
  'PASSWORD_RESET',
]

/** The environment of a portal that counts no requests. */
export const limitsOff = Object.fromEntries(offNames.map((name) => [`RATE_LIMIT_${name}`, 'off']))

/** A portal in a process of its own, without limits; resolves when it is ready. */
export async function startPortal(
  environment: Record<string, string>,
  script = 'app/cli/main.ts',
): Promise<{ child: ChildProcess; port: number }> {
  const port = 20_000 + (process.pid % 20_000) + children.length
  const child = fork(join(root, script), ['serve'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: join(root, '.cache/compile'),
      LOGGING_LEVEL: 'warn',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...limitsOff,
      ...environment,
    },
  })
  children.push(child)
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (ready?.ok) return { child, port }
    if (child.exitCode !== null) throw new Error(`The portal ended with ${child.exitCode}`)
    await pause(10)
  }
}

/** A bare loop in a process of its own; its plan goes as JSON. */
export async function startBare(
  script: string,
  plan: object,
): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(root, script), [JSON.stringify(plan)], { stdio: 'inherit' })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, ...(message as { port: number }) }))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
}

export function stop(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

export function killAll(): void {
  for (const child of children) child.kill('SIGKILL')
}

/** Resident memory in MB. */
export function memoryOf(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)
}

/** What a process has worked, in milliseconds of a core. */
export function processorMs(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

export const password = 'a long bench passphrase'

/** Ada sets an empty portal up. */
export async function setUp(port: number) {
  const ada = personAt(`http://127.0.0.1:${port}`, 'Ada', 'ada@bench.example')
  const body = { email: ada.email, password, first_name: 'Ada', company_name: 'Bench IT' }
  const { user } = await ada.post('/api/auth/register', body).answers(201)
  ada.user_id = Number(user?.id)
  return ada
}
