import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useApi } from '../../../platform/web/client/index.ts'
import { ConfirmDialog, EmptyState, ErrorState, Loading, Status } from '../../../platform/web/ui/index.ts'
import type { Domain } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { DomainDialog } from './domain-dialog.tsx'
import { t } from './messages.ts'

/** The domains of a company, and what becomes of people who have an address there. */
export function Domains({ company_id, may }: { company_id: number; may: boolean }) {
  const answer = useApi(companiesApi.listDomains, { params: { company_id } })
  const [changing, setChanging] = useState<Domain | null>(null)
  const [removing, setRemoving] = useState<Domain | null>(null)
  const { data, error } = answer
  if (error && !data) return <ErrorState problem={error} retry={() => void answer.refetch()} />
  if (!data) return <Loading rows={4} />
  if (data.items.length === 0) return <EmptyState title={t('domains.empty')} text={t('domains.empty_text')} />
  return (
    <section className="mp-card">
      <ul className="co-lines">
        {data.items.map((domain) => (
          <li key={domain.id} className="co-line">
            <span className="co-line-text">
              <strong>{domain.domain}</strong>
            </span>
            <Joining domain={domain} />
            {may && (
              <span className="mp-row">
                <Button variant="default" size="compact-md" onClick={() => setChanging(domain)}>
                  {t('domains.change')}
                </Button>
                <Button variant="subtle" color="red" size="compact-md" onClick={() => setRemoving(domain)}>
                  {t('domains.remove')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {changing && (
        <DomainDialog company_id={company_id} domain={changing} onClose={() => setChanging(null)} />
      )}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('domains.remove_title', { domain: removing?.domain ?? '' })}
        consequence={t('domains.remove_consequence')}
        action={t('domains.remove')}
        run={async () => {
          await api(companiesApi.removeDomain, { params: { company_id, domain_id: removing?.id ?? 0 } })
          void refresh(companiesApi.listDomains)
          void refresh(companiesApi.readCompany)
        }}
      />
    </section>
  )
}

function Joining({ domain }: { domain: Domain }) {
  if (!domain.auto_join) return <Status kind="neutral" label={t('domains.no_joining')} />
  return <Status kind="success" label={t('domains.joining', { role: domain.role?.name ?? '' })} />
}
