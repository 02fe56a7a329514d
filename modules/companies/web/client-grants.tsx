import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { refresh, useApi, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { ErrorState, Loading, toast } from '../../../platform/web/ui/index.ts'
import { type ClientGrants, companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** Which machine roles a client has, and for which companies. */
export function ClientGrantsCard({ clientId }: { clientId: number }) {
  const grants = useApi(companiesApi.readClientRoles, { params: { machine_client_id: clientId } })
  const roles = useApi(companiesApi.listRoles, { query: { kind: 'machine' } })
  const companies = useApi(companiesApi.listCompanies, { query: { limit: 200 } })
  const error = grants.error ?? roles.error ?? companies.error
  if (error) return <ErrorState problem={error} />
  if (!grants.data || !roles.data || !companies.data) return <Loading rows={5} />
  return (
    <GrantsForm
      clientId={clientId}
      key={grants.dataUpdatedAt}
      grants={grants.data}
      roles={roles.data.items}
      companies={companies.data.items}
    />
  )
}

interface Named {
  id: number
  name: string
}

interface GrantsProps {
  clientId: number
  grants: ClientGrants
  roles: readonly Named[]
  companies: readonly Named[]
}

function GrantsForm({ clientId, grants, roles, companies }: GrantsProps) {
  const [roleIds, setRoleIds] = useState(grants.roles.map(({ id }) => id))
  const [all, setAll] = useState(grants.company_access === 'all')
  const [companyIds, setCompanyIds] = useState(grants.companies.map(({ id }) => id))
  const save = useCall(companiesApi.setClientRoles, {
    onDone: () => {
      toast.success(t('machines.grants_saved'))
      void refresh(companiesApi.readClientRoles)
    },
  })
  const body = {
    role_ids: roleIds,
    company_access: all ? ('all' as const) : ('listed' as const),
    company_ids: all ? [] : companyIds,
  }
  return (
    <section className="mp-card mp-stack" aria-labelledby="grants">
      <h2 id="grants" className="co-flush">
        {t('machines.grants')}
      </h2>
      {roles.length === 0 && <p className="mp-note">{t('machines.grants_no_roles')}</p>}
      {roles.length > 0 && (
        <Choices label={t('machines.roles')} all={roles} chosen={roleIds} choose={setRoleIds} />
      )}
      <Checkbox
        label={t('machines.all_companies')}
        description={t('machines.all_companies_hint')}
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      {!all && (
        <Choices label={t('machines.companies')} all={companies} chosen={companyIds} choose={setCompanyIds} />
      )}
      {save.error && (
        <p role="alert" className="mp-error-text">
          {problemText(save.error)}
        </p>
      )}
      <div>
        <Button
          loading={save.isPending}
          onClick={() => save.mutate({ params: { machine_client_id: clientId }, body })}
        >
          {t('machines.save')}
        </Button>
      </div>
    </section>
  )
}

interface ChoicesProps {
  label: string
  all: readonly Named[]
  chosen: number[]
  choose: (ids: number[]) => void
}

function Choices({ label, all, chosen, choose }: ChoicesProps) {
  return (
    <fieldset className="mp-choice">
      <legend>{label}</legend>
      <div className="mp-scopes">
        {all.map(({ id, name }) => (
          <label key={id} className="mp-check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                choose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
