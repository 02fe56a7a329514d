import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { Dialog, ErrorState, Link, Loading, Person, Status } from '../../../platform/web/ui/index.ts'
import type { RoleMembers } from '../contract/roles.ts'
import type { Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { nameOf, statusOf } from './words.ts'

/** Who holds a role, in all companies, fifty at a time. */
export function RoleHolders({ role, onClose }: { role: Role; onClose: () => void }) {
  const [after, setAfter] = useState<string>()
  const answer = useApi(
    companiesApi.listRoleMembers,
    { params: { role_id: role.id }, query: after ? { after } : {} },
    { keep: true },
  )
  const page = answer.data
  return (
    <Dialog opened onClose={onClose} title={t('matrix.holders_of', { name: role.name })} width={640}>
      {answer.isPending && <Loading rows={5} />}
      {answer.error && <ErrorState problem={answer.error} />}
      {page?.items.length === 0 && page.machine_clients.length === 0 && (
        <p className="mp-muted">{t('matrix.holders_none')}</p>
      )}
      <ul className="co-lines">
        {page?.items.map((one) => (
          <li key={one.id} className="co-line">
            <span className="co-line-text">
              <Person name={nameOf(one)} detail={one.user.name ? one.user.email : null} />
            </span>
            <Link to={`/companies/${one.company.id}/people`}>{one.company.name}</Link>
            <Status {...statusOf(one)} />
          </li>
        ))}
      </ul>
      {page && page.machine_clients.length > 0 && <Clients clients={page.machine_clients} />}
      {page?.next && (
        <Button variant="default" onClick={() => setAfter(page.next ?? undefined)}>
          {t('matrix.more')}
        </Button>
      )}
    </Dialog>
  )
}

function Clients({ clients }: { clients: RoleMembers['machine_clients'] }) {
  return (
    <ul className="co-lines">
      {clients.map((client) => (
        <li key={client.id} className="co-line">
          <span className="co-line-text">
            <Link to={`/admin/machine-clients/${client.id}`}>{client.name}</Link>
          </span>
          <span className="mp-muted">
            {client.company_access === 'all'
              ? t('review.access_all')
              : t('matrix.holders_companies', { n: client.companies })}
          </span>
        </li>
      ))}
    </ul>
  )
}
