import { type Database, inTransaction } from '../database/index.ts'

const system = { role: 'portal_system' } as const

/** Makes the months ahead, and puts rows that found no month where they belong. */
export async function keepPartitions(database: Database): Promise<{ made: number; moved: number }> {
  const { rows } = await inTransaction(database, system, (tx) =>
    tx.run<{ made: number; moved: number }>(
      'select ensure_event_partitions() as made, move_strayed_events() as moved',
    ),
  )
  return rows[0] ?? { made: 0, moved: 0 }
}

/** Drops the months of a class that ended before a day; gives back how many. */
export async function dropPartitions(
  database: Database,
  retentionClass: 'standard' | 'sign_in',
  before: Date,
): Promise<number> {
  const { rows } = await inTransaction(database, system, (tx) =>
    tx.run<{ dropped: number }>('select drop_event_partitions($1, $2) as dropped', [
      retentionClass,
      before.toISOString().slice(0, 10),
    ]),
  )
  return rows[0]?.dropped ?? 0
}

/** What is wrong with the stream's house-keeping; empty when all is well (health). */
export async function streamFaults(database: Database): Promise<string[]> {
  const { rows } = await inTransaction(database, { ...system, read_only: true }, (tx) =>
    tx.run<Record<'strayed' | 'missing' | 'dead' | 'broken', boolean>>(faults),
  )
  return Object.entries(rows[0] ?? {}).flatMap(([name, holds]) => (holds ? [name] : []))
}

const faults = `select f.strayed, f.missing, exists (select from event_failures where state = 'dead') as dead,
    (select first_bad is not null from event_verifications where status = 'done' order by id desc limit 1) is true as broken
  from event_partition_faults() f`
