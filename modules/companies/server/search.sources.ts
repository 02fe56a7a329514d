import type { Scope } from '../../../platform/database/index.ts'
import { registerSearch } from '../../../platform/search/index.ts'
import { selectCompanies } from './company-list.queries.ts'
import { selectPeople } from './people.queries.ts'
import { may } from './rights.ts'
import { listStaff } from './staff.service.ts'

/** So many of each kind at most, whatever is asked. */
const most = 5

const isDesk = (scope: Scope) => scope.kind === 'provider'

/** In a company of one's own. */
const isAtWork = (scope: Scope) => !isDesk(scope) && scope.company_id !== null

/** Companies in the search over the whole portal, by name, domain or number elsewhere: the desk's list. */
registerSearch({
  kind: 'companies',
  may: (scope) => isDesk(scope) && may(scope, 'companies.view'),
  async find(scope, q, limit) {
    const shown = Math.min(limit, most)
    const rows = await selectCompanies(scope, { q, archived: 'no', sort: 'name', limit: shown }, null)
    return rows.slice(0, shown).map(({ id, name, parent, is_vip }) => ({
      title: name,
      subtitle: parent?.name ?? null,
      path: `/companies/${id}`,
      badge: is_vip ? 'VIP' : null,
    }))
  },
})

/** People of the directory, by name, address or number, as far as the directory itself would list them. */
registerSearch({
  kind: 'staff',
  may: (scope) => may(scope, 'staff.view') || (isAtWork(scope) && may(scope, 'staff.view_department')),
  async find(scope, q, limit) {
    // Who sees one department only, sees that of the company worked in.
    const company_id = may(scope, 'staff.view') ? undefined : (scope.company_id ?? undefined)
    const asked = { q, company_id, archived: 'no', sort: 'last_name', limit: Math.min(limit, most) } as const
    const { items } = await listStaff(scope, asked)
    return items.map((one) => ({
      title: `${one.first_name} ${one.last_name}`.trim(),
      subtitle: (one.company_id === scope.company_id ? one.job_title : one.company_name) || null,
      path: `/staff/${one.id}`,
      badge: null,
    }))
  },
})

/** Who can sign in to the company that a member works in, and has no entry in its directory. */
registerSearch({
  kind: 'members',
  may: (scope) => isAtWork(scope) && may(scope, 'members.view'),
  async find(scope, q, limit) {
    const people = await selectPeople(scope, {
      q,
      company_ids: [scope.company_id ?? 0],
      limit: Math.min(limit, most),
      members: true,
      staff: false,
      sees_staff: may(scope, 'staff.view'),
      without_entry: true,
    })
    return people.map(({ name, email }) => ({
      title: name,
      subtitle: email,
      path: `/company/members?q=${encodeURIComponent(name)}`,
      badge: null,
    }))
  },
})
