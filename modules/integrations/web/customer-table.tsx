import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { type Choice, Link, Picker, toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { findCustomers } from '../../companies/web/index.tsx'
import { integrationsApi } from '../contract.ts'
import { t } from './messages.ts'

/** Which customer of Syncro is which company here: those whom the newest run did not know stand first. */
export function CustomerTable() {
  const all = useApi(companiesApi.listCompanies, { query: { kind: 'customer', limit: 200 } })
  const runs = useApi(integrationsApi.listSyncroImports, { query: { limit: 1 } })
  const known = (all.data?.items ?? []).filter(({ syncro_id }) => syncro_id !== null)
  const ids = new Set(known.map(({ syncro_id }) => syncro_id))
  const problems = (runs.data?.items[0]?.problems ?? []).filter(({ code }) => code === 'unknown_customer')
  const unknown = new Map(problems.flatMap(({ value }) => customerIn(value)))
  const open = [...unknown].filter(([id]) => !ids.has(id))
  return (
    <section className="mp-card im-card" aria-label={t('syncro.customers')}>
      <h2>{t('syncro.customers')}</h2>
      <p className="mp-muted im-flush">{t('syncro.customers_text')}</p>
      {open.map(([id, name]) => (
        <Match key={id} id={id} label={t('syncro.unknown_customer', { customer: name })} />
      ))}
      <Match />
      {known.length > 0 && (
        <div className="im-scroll">
          <table className="im-rows">
            <thead>
              <tr>
                <th scope="col">{t('syncro.customer_id')}</th>
                <th scope="col">{t('import.company')}</th>
              </tr>
            </thead>
            <tbody>
              {known.map(({ id, name, syncro_id }) => (
                <tr key={id}>
                  <th scope="row">{syncro_id}</th>
                  <td>
                    <Link to={`/companies/${id}`}>{name}</Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** `5, Globex`: its number, and how it is called. */
function customerIn(value = ''): [string, string][] {
  const [, id, name] = /^(\d+)(?:, (.*))?$/.exec(value) ?? []
  return id ? [[id, name ? `${name} (${id})` : id]] : []
}

/** Says of one customer which company it is; which customer is typed in where nobody knows. */
function Match({ id, label }: { id?: string; label?: string }) {
  const [typed, setTyped] = useState('')
  const [company, setCompany] = useState<Choice | null>(null)
  const save = useCall(companiesApi.changeCompany, {
    refreshes: [companiesApi.listCompanies],
    onDone: () => {
      setTyped('')
      setCompany(null)
      toast.success(t('syncro.saved'))
    },
  })
  const syncro_id = id ?? typed.trim()
  return (
    <form
      className="im-match"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (company) save.mutate({ params: { company_id: Number(company.value) }, body: { syncro_id } })
      }}
    >
      {id === undefined && (
        <TextInput
          label={t('syncro.customer_id')}
          description={t('syncro.customer_id_hint')}
          value={typed}
          maxLength={64}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Picker
        label={label ?? t('import.company')}
        value={company}
        onChange={setCompany}
        load={findCustomers}
      />
      <Button
        type="submit"
        variant="default"
        disabled={!company || syncro_id === ''}
        loading={save.isPending}
      >
        {t('syncro.match')}
      </Button>
      {save.error && (
        <p role="alert" className="mp-error-text im-flush">
          {problemText(save.error)}
        </p>
      )}
    </form>
  )
}
