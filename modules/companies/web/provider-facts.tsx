import { Checkbox } from '@mantine/core'
import { Fact, Link, Picker } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { findParents, useInstantChange, useProviderPeople } from './company-saving.ts'
import { InlineText } from './inline-text.tsx'
import { t } from './messages.ts'

/** What the provider keeps about a customer; the customer sees none of it but the account manager and the sites. */
export function ProviderFacts({ company, may }: { company: Company; may: boolean }) {
  const save = useInstantChange()
  return (
    <section className="mp-card mp-stack">
      <h2>{t('company.provider_facts')}</h2>
      <p className="mp-muted mp-small co-flat">{t('company.provider_facts_text')}</p>
      <div className="co-facts">
        <Fact label={t('companies.vip')}>
          <Checkbox
            label={t('company.vip_label')}
            checked={company.is_vip === true}
            disabled={!may}
            onChange={(event) => save(company, { is_vip: event.currentTarget.checked })}
          />
        </Fact>
        <Fact label={t('company.syncro_id')}>
          <InlineText
            label={t('company.syncro_id')}
            value={company.syncro_id ?? null}
            readOnly={!may}
            onSave={(syncro_id) => save(company, { syncro_id })}
          />
        </Fact>
        <Fact label={t('company.xero_id')}>
          <InlineText
            label={t('company.xero_id')}
            value={company.xero_id ?? null}
            readOnly={!may}
            onSave={(xero_id) => save(company, { xero_id })}
          />
        </Fact>
      </div>
      {may && company.kind === 'customer' && <Pickers company={company} />}
      {company.sites.length > 0 && <Sites company={company} />}
      {company.internal_note && (
        <p className="mp-note co-prose">
          <strong>{t('company.internal_note')}:</strong> {company.internal_note}
        </p>
      )}
    </section>
  )
}

function Pickers({ company }: { company: Company }) {
  const save = useInstantChange()
  const people = useProviderPeople()
  const { account_manager: manager, parent } = company
  const idOf = (choice: { value: string } | null) => (choice ? Number(choice.value) : null)
  return (
    <div className="mp-form-pair">
      <Picker
        label={t('company.account_manager')}
        value={manager && { value: String(manager.user_id), label: manager.name }}
        onChange={(choice) => save(company, { account_manager_user_id: idOf(choice) })}
        load={people}
      />
      <Picker
        label={t('company.parent')}
        hint={t('company.parent_hint')}
        value={parent && { value: String(parent.id), label: parent.name }}
        onChange={(choice) => save(company, { parent_company_id: idOf(choice) })}
        load={(q) => findParents(q, company.id)}
      />
    </div>
  )
}

function Sites({ company }: { company: Company }) {
  return (
    <div>
      <h3 className="co-kind">{t('company.sites')}</h3>
      <ul className="co-sites">
        {company.sites.map((site) => (
          <li key={site.id}>
            <Link to={`/companies/${site.id}`}>{site.name}</Link>{' '}
            {site.archived_at && <span className="mp-muted">{t('companies.state_archived')}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
