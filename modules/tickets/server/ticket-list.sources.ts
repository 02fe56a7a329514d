import type { Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { type Condition, choice, conditionsOf, isChosen } from './ticket-list.conditions.ts'
import { copies, hasTag } from './ticket-list.parts.queries.ts'
import type { Statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'

/** One walk along an index, or one for each of several companies. */
export interface Source {
  /** One walk per row of this. */
  over: string | null
  /** How many walks these are. */
  walks: number
  /** Whose tickets, and what an index serves. */
  inside: string[]
  /** What is compared row by row. */
  outside: string[]
  /** An index holds exactly these in every order that is asked: somebody's, or a company's. */
  is_in_order: boolean
}

/** More companies than this are one walk over whatever the policy shows. */
const mostWalks = 50

/** What a page is merged of: walks along indexes, never an `or` (tickets §4.1). */
export function sourcesOf(scope: Scope, sight: Sight, wanted: Wanted, sql: Statement): Source[] {
  const make = sourceMaker(sight, wanted, sql)
  const companies = companiesWalked(scope, sight, wanted)
  const named = isChosen(wanted.companies)
  if (!companies) {
    const narrowed = named ? [choice('t.company_id', wanted.companies)(sql)] : []
    return sight.is_desk
      ? [make(null, narrowed)]
      : ownOf(sight, sql).map((own) => make(null, [...own, ...narrowed]))
  }
  const perCompany = perCompanyOf(companies, make, sql)
  const withoutCompany = sight.is_desk ? wanted.companies.none : wanted.companies.none || !named
  if (!withoutCompany) return perCompany
  // Written where it is used: a value that stands nowhere in the text is refused.
  const whose = sight.is_desk ? [nobody] : [isRequester(sight, sql), nobody]
  return [...perCompany, make(null, whose)]
}

/** Which companies is hidden from the planner: what it planned for some holds for others, and planning costs more than the page. */
function perCompanyOf(companies: number[], make: ReturnType<typeof sourceMaker>, sql: Statement): Source[] {
  const [one] = companies
  if (one === undefined) return []
  if (companies.length === 1) return [make(null, [`t.company_id = (select ${sql.value(one, 'bigint')})`])]
  return [make(companies, ['t.company_id = c.id'])]
}

const nobody = 't.company_id is null'

/** Requester and copied, each a walk of its own. */
const ownOf = (sight: Sight, sql: Statement) => [
  [isRequester(sight, sql)],
  [`t.requester_user_id is distinct from ${sql.value(sight.user_id, 'bigint')}`, isCopied(sight, sql)],
]

function sourceMaker(sight: Sight, wanted: Wanted, sql: Statement) {
  const conditions = [...conditionsOf(sight, wanted)]
  return (over: number[] | null, whose: string[]): Source => {
    const served = servedBy(wanted, over === null && whose.length === 0)
    // Of several walks each is short: a tag is looked for inside of them.
    if (over !== null && over.length > 1) served.add('tags')
    const split = (is: boolean) =>
      conditions
        .filter(([name]) => served.has(name) === is && (is || name !== 'tags'))
        .map(([, condition]) => condition(sql))
    const tagged = served.has('tags') ? [] : wanted.tags.map((tag) => hasTag(tag, sql))
    return {
      over: over && `unnest((select ${sql.value(over, 'bigint[]')})) c (id)`,
      walks: over?.length ?? 1,
      inside: [...whose, ...alive(wanted), ...split(true)],
      outside: [...split(false), ...tagged],
      is_in_order: whose.length === 1 && !wanted.watching,
    }
  }
}

/** The companies that are walked one by one; null: one walk over whatever the policy shows. */
function companiesWalked(scope: Scope, sight: Sight, wanted: Wanted): number[] | null {
  if (!sight.sees_all || isRare(wanted)) return null
  const { ids, none } = wanted.companies
  const isNamed = ids.length > 0 || none
  if (scope.all_companies) return isNamed ? [...ids] : null
  const visible = new Set(scope.company_ids)
  const walked = isNamed ? ids.filter((id) => visible.has(id)) : [...visible]
  return walked.length > mostWalks ? null : walked
}

/** Orders whose index holds little: whose tickets these are is compared row by row. */
const isRare = ({ order }: Wanted) => order.is_partial

const alive = ({ order }: Wanted) => [
  't.deleted_at is null',
  ...(order.is_partial ? [`t.${order.columns[0]} is not null`] : []),
]

/** The conditions that stand inside a walk, since an index or a short list serves them. */
function servedBy(wanted: Wanted, isPortalWide: boolean): Set<string> {
  const [column = ''] = wanted.order.columns
  const isOpen = isOpenOnly(wanted)
  const byTime = column === 'updated_at'
  const served = new Set(['requester', 'requester_staff', column])
  // What is open is little, and has indexes; what is over is nearly everything.
  if (isOpen || isOver(wanted)) served.add('kinds')
  if (wanted.watching) served.add('watching')
  if (wanted.needs_answer) served.add('answer')
  if (!isPortalWide || !byTime) return served

  const { ids, none } = wanted.assignees
  if (isOpen && ids.length + Number(none) === 1) return served.add('assignee')
  if (wanted.statuses.length === 1) return served.add('status')
  return wanted.categories.ids.length === 1 && !wanted.categories.none ? served.add('category') : served
}

const isOpenOnly = ({ status_kinds }: Wanted) =>
  status_kinds.length > 0 && status_kinds.every((kind) => kind === 'open' || kind === 'pending')

const isOver = ({ status_kinds }: Wanted) =>
  status_kinds.includes('closed') && status_kinds.every((kind) => kind === 'resolved' || kind === 'closed')

const isRequester = (sight: Sight, sql: Statement) =>
  `t.requester_user_id = ${sql.value(sight.user_id, 'bigint')}`

const isCopied = (sight: Sight, sql: Statement) => `t.id in (${copies(sight, sql)})`

/** All conditions at once, for one ticket and for counting. */
export function everything(scope: Scope, sight: Sight, wanted: Wanted, sql: Statement): string[] {
  const all = [...conditionsOf(sight, wanted).values()].map((condition: Condition) => condition(sql))
  return [...alive(wanted), ...seen(), ...all]

  function seen(): string[] {
    const named = isChosen(wanted.companies) ? [choice('t.company_id', wanted.companies)(sql)] : []
    // The policy shows the desk its customers only.
    if (sight.is_desk) return named
    if (!sight.sees_all)
      return [
        `(${isRequester(sight, sql)} or exists (${copies(sight, sql)} and w.ticket_id = t.id))`,
        ...named,
      ]
    const company = `t.company_id = any (${sql.value([...scope.company_ids], 'bigint[]')})`
    return [`(${company} or (t.company_id is null and ${isRequester(sight, sql)}))`, ...named]
  }
}
