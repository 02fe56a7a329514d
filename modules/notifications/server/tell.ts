import type { Scope } from '../../../platform/database/index.ts'
import { type Telling, typeOf } from './catalogue.ts'
import { asHouse } from './house.ts'
import type { Facts } from './notification.queries.ts'
import { tellPeople } from './telling.ts'

export interface Fact extends Telling {
  /** The same key tells the same person once. */
  dedupe_key?: string
  subject?: { type: string; id: number }
}

/** Tells people a fact that is not in the stream, under the rules of its type; answers the ids of the new rows. */
export function tell(scope: Scope, eventType: string, fact: Fact): Promise<number[]> {
  return asHouse(scope, async (house) => {
    const type = typeOf(eventType)
    const { ids } = await tellPeople(house, { type, facts: factsOf(eventType, fact), telling: fact })
    return ids
  })
}

const factsOf = (event_type: string, fact: Fact): Facts => ({
  event_type,
  company_id: fact.company_id ?? null,
  event_id: null,
  dedupe_key: fact.dedupe_key ?? null,
  message: fact.message.slice(0, 2_000),
  metadata: fact.metadata ?? {},
  subject_type: fact.subject?.type ?? null,
  subject_id: fact.subject?.id ?? null,
  part_id: fact.part_id ?? null,
  link: fact.link ?? null,
  severity: fact.severity ?? 'info',
  is_banner: fact.is_banner ?? false,
  starts_at: null,
  ends_at: null,
  coalesce_key: null,
  created_by_user_id: null,
})
