import type { Scope } from '../../../platform/database/index.ts'

type Names = Promise<ReadonlyMap<number, string>>

async function named(scope: Scope, text: string, ids: readonly number[]): Names {
  const { rows } = await scope.tx.run<{ id: number; name: string | null }>(text, [[...ids]])
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])))
}

export const namesOfCompanies = (scope: Scope, ids: readonly number[]): Names =>
  named(scope, 'select id, name from company_names where id = any ($1::bigint[])', ids)

const people = `select p.id, coalesce(p.display_name, p.email) as name from people p where p.id = any ($1::bigint[])`
const peopleOfCompany = `select p.id, case
    when m.invited and not m.joined then p.email else coalesce(p.display_name, p.email) end as name
  from people p cross join lateral (
    select coalesce(bool_or(x.joined_at is null), false) as invited, coalesce(bool_or(x.joined_at is not null), false) as joined
    from memberships x where x.user_id = p.id) m
  where p.id = any ($1::bigint[])`

/** Names of people; a company knows the address alone of somebody who was invited and has not joined. */
export const namesOfPeople = (scope: Scope, ids: readonly number[]): Names =>
  named(scope, scope.role === 'portal_provider' ? people : peopleOfCompany, ids)

/** Whose membership it is; of somebody who has not joined yet the company knows the address alone. */
export const namesOfMembers = (scope: Scope, ids: readonly number[]): Names =>
  named(
    scope,
    `select m.id, case when m.joined_at is null then p.email else coalesce(p.display_name, p.email) end as name
     from memberships m join lateral (select x.* from people x where x.id = m.user_id offset 0) p on true where m.id = any ($1::bigint[])`,
    ids,
  )

export const namesOfRoles = (scope: Scope, ids: readonly number[]): Names =>
  named(scope, 'select id, name from roles where id = any ($1::bigint[])', ids)

export const namesOfStaff = (scope: Scope, ids: readonly number[]): Names =>
  named(
    scope,
    `select id, nullif(trim(first_name || ' ' || last_name), '') as name from staff_members where id = any ($1::bigint[])`,
    ids,
  )
