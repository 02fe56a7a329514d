import { readFileSync } from 'node:fs'
import { type Load, load, type Measured } from './load.ts'

/** The share of the processors' time that the host of a virtual machine may give to others during a run. */
const least = 0.03
const tries = Number(process.env.BENCH_TRIES ?? 40)

/**
 * A run in which the machine was ours: one during which its host gave more than 3 % of the processors' time to others
 * (`steal` of proc(5)) says how busy those are, and is taken anew. After BENCH_TRIES such runs the one that lost least counts.
 */
export async function quietly(wanted: Load): Promise<Measured & { lost: string }> {
  let best = await run({ ...wanted, seconds: Math.min(wanted.seconds, 0.3) })
  for (let time = 0; time < tries; time++) {
    const one = await run(wanted)
    if (time === 0 || one.stolen < best.stolen) best = one
    if (best.stolen <= least) break
  }
  const lost = best.stolen > least ? `, ${(best.stolen * 100).toFixed(0)} % of the machine taken away` : ''
  return { ...best, lost }
}

/** A server that is left without processors may say that it is busy: such a run is the machine's, not the server's. */
async function run(wanted: Load): Promise<Measured & { stolen: number }> {
  const before = processors()
  const measured = await load(wanted).catch((error: Error) => error)
  const after = processors()
  const stolen = (after.stolen - before.stolen) / Math.max(after.all - before.all, 1)
  if (!(measured instanceof Error)) return { ...measured, stolen }
  if (stolen <= least) throw measured
  return {
    per_second: 0,
    p50_ms: Infinity,
    p95_ms: Infinity,
    p99_ms: Infinity,
    statuses: new Map(),
    stolen: 1,
  }
}

function processors(): { all: number; stolen: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const times = line.split(/\s+/).slice(1, 9).map(Number)
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 }
}
