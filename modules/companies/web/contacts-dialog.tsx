import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { api, useCall } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Dialog, Picker, toast } from '../../../platform/web/ui/index.ts'
import type { ContactKind, Contacts } from '../contract.ts'
import { companiesApi, contactKinds } from '../contract.ts'
import { t } from './messages.ts'

interface Chosen {
  id: number
  name: string
}

interface Props {
  company_id: number
  contacts: Contacts
  onClose: () => void
}

/** Chooses people of the directory for each kind. */
export function ContactsDialog({ company_id, contacts, onClose }: Props) {
  const [chosen, setChosen] = useState(
    () =>
      Object.fromEntries(
        contactKinds.map((kind) => [
          kind,
          contacts[kind].map(({ staff_member_id: id, name }): Chosen => ({ id, name })),
        ]),
      ) as Record<ContactKind, Chosen[]>,
  )
  const save = useCall(companiesApi.setContacts, {
    refreshes: [companiesApi.readContacts, companiesApi.readCompany, companiesApi.readMyCompany],
    onDone: () => {
      toast.success(t('contacts.saved'))
      onClose()
    },
  })
  function send() {
    const ids = (kind: ContactKind) => chosen[kind].map(({ id }) => id)
    const body = {
      main: ids('main'),
      billing: ids('billing'),
      technical: ids('technical'),
      approver: ids('approver'),
      emergency: ids('emergency'),
      version: contacts.version,
    }
    const onError = (problem: Parameters<typeof toast.error>[0]) => toast.error(problem)
    save.mutate({ params: { company_id }, body }, { onError })
  }
  return (
    <Dialog opened onClose={onClose} title={t('contacts.title')} width={620}>
      <p className="mp-muted">{t('contacts.text')}</p>
      <div className="mp-stack">
        {contactKinds.map((kind) => (
          <Kind
            key={kind}
            kind={kind}
            company_id={company_id}
            people={chosen[kind]}
            onChange={(people) => setChosen({ ...chosen, [kind]: people })}
          />
        ))}
      </div>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('company.cancel')}
        </Button>
        <Button onClick={send} loading={save.isPending}>
          {t('company.save')}
        </Button>
      </div>
    </Dialog>
  )
}

interface KindProps {
  kind: ContactKind
  company_id: number
  people: readonly Chosen[]
  onChange: (people: Chosen[]) => void
}

function Kind({ kind, company_id, people, onChange }: KindProps) {
  const label = t(`contacts.${kind}`)
  return (
    <div>
      <Picker
        label={label}
        value={null}
        placeholder={t('contacts.add')}
        onChange={(choice) =>
          choice && onChange([...people, { id: Number(choice.value), name: choice.label }])
        }
        load={async (q) => {
          const there = await findStaff(company_id, q)
          return there.filter(({ value }) => !people.some(({ id }) => String(id) === value))
        }}
      />
      <ul className="co-chosen" aria-label={label}>
        {people.map(({ id, name }) => (
          <li key={id}>
            {name}
            <CloseButton
              size="sm"
              aria-label={t('contacts.remove', { name })}
              onClick={() => onChange(people.filter((one) => one.id !== id))}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}

async function findStaff(company_id: number, q: string): Promise<Choice[]> {
  const query = { company_id, limit: 20, ...(q && { q }) }
  const { items } = await api(companiesApi.listStaff, { query })
  return items.map(({ id, first_name, last_name, job_title }) => ({
    value: String(id),
    label: `${first_name} ${last_name}`.trim(),
    hint: job_title ?? undefined,
  }))
}
