import type { Access } from '../contract/endpoint.ts'
import { describeAccess } from '../contract/endpoint.ts'
import { type FieldCode, invalid, notFound, Problem, problem } from '../contract/problems.ts'
import type { Scope } from '../database/index.ts'
import { type LiveChange, readTopic, type Topic } from '../events/index.ts'
import { platformApi } from './contract.ts'

/** One topic that a stream listens to, and how far its listener hears: facts only, no transaction. */
export interface Ear {
  subject: string
  /** A single thing; null for all of the noun. */
  id: number | null
  in_part: boolean
  company_ids: ReadonlySet<number>
  all_companies: boolean
  /** The provider's desk, which also hears what companies must not. */
  is_desk: boolean
  user_id: number | null
  is_super_admin: boolean
}

export interface Wish {
  name: string
  topic: Topic
  id: number | null
}

/** `topics=a,b&topics=c`: 1 to 50 in all; an unknown one is 422 with its name. */
export function readWishes(given: readonly string[]): Wish[] {
  const names = [...new Set(given.flatMap((text) => text.split(',').map((name) => name.trim())))]
  if (names.length > 50) throw invalid('topics', 'too_many', 'At most 50 topics.', 50)
  return names.map((name) => {
    const found = readTopic(name)
    if (!found) throw refused('not_one_of', [name], `There is no topic "${name}".`)
    return { name, ...found }
  })
}

/** Wishes that need the same access are looked into together. */
export function byAccess(wishes: Wish[]): { access: Access; wishes: Wish[] }[] {
  const groups = new Map<string, { access: Access; wishes: Wish[] }>()
  for (const wish of wishes) {
    const access = wish.topic.access ?? platformApi.live.access
    const key = describeAccess(access)
    const group = groups.get(key)
    if (group) group.wishes.push(wish)
    else groups.set(key, { access, wishes: [wish] })
  }
  return [...groups.values()]
}

/** Asks the normal policy, once; what may not be heard is 422 with its name. */
export async function earFor(scope: Scope, { name, topic, id }: Wish): Promise<Ear> {
  if (id !== null && !(await mayHear(scope, topic, id)))
    throw refused('not_found', [name], `There is no "${name}" for you.`)
  return {
    subject: topic.subject,
    id,
    in_part: id === null && topic.inPart?.(scope) === true,
    company_ids: new Set(scope.company_ids),
    all_companies: scope.all_companies,
    is_desk: scope.role === 'portal_provider',
    user_id: scope.user_id,
    is_super_admin: scope.is_super_admin,
  }
}

async function mayHear(scope: Scope, topic: Topic, id: number): Promise<boolean> {
  try {
    return (await topic.canHear?.(scope, id)) === true
  } catch (error) {
    // The services say 404 by throwing.
    if (error instanceof Problem && error.code === notFound().code) return false
    throw error
  }
}

const refusals = new Set(['forbidden', 'scope_missing', 'no_active_company', 'not_found'])

/** A topic's own access word was refused: 422 with its name, not 403, since others may be heard. */
export function asRefusedTopic(error: unknown, wishes: Wish[]): unknown {
  if (!(error instanceof Problem) || !refusals.has(error.code)) return error
  const names = wishes.map(({ name }) => name)
  const quoted = names.map((name) => `"${name}"`).join(', ')
  return refused('not_allowed', names, `You may not listen to ${quoted}.`)
}

/** 422 that names the topics as `topics`, too: a client can go on with the others. */
const refused = (code: FieldCode, topics: readonly string[], message: string): Problem =>
  problem('invalid_input', { errors: [{ field: 'topics', code, message }], members: { topics } })

/** Whether somebody is told of a change: company, audience and topic must fit (api §4.13). */
export function hears(ear: Ear, change: LiveChange): boolean {
  if (ear.subject === '*') return hearsOfAll(ear, change)
  if (ear.subject !== change.subject_type) return false
  if (ear.id !== null && ear.id !== change.subject_id) return false
  if (change.audience === 'provider' && !ear.is_desk) return false
  if (change.for_everyone) return ear.user_id !== null
  if (ear.all_companies && ear.is_desk) return true
  if (change.company_id === null) return ear.user_id !== null && change.requester_user_id === ear.user_id
  return ear.company_ids.has(change.company_id)
}

/** Who listens to everything hears of what belongs to no company only as super administrator. */
function hearsOfAll(ear: Ear, { audience, company_id }: LiveChange): boolean {
  if (audience === 'provider' && !ear.is_desk) return false
  if (company_id === null) return ear.is_super_admin && ear.is_desk
  return (ear.all_companies && ear.is_desk) || ear.company_ids.has(company_id)
}
