import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading, Person } from '../../../platform/web/ui/index.ts'
import type { Contact } from '../contract.ts'
import { companiesApi, contactKinds } from '../contract.ts'
import { ContactsDialog } from './contacts-dialog.tsx'
import { t } from './messages.ts'

/** Whom to call at a company, by kind. */
export function Contacts({ company_id, may }: { company_id: number; may: boolean }) {
  const [editing, setEditing] = useState(false)
  const answer = useApi(companiesApi.readContacts, { params: { company_id } })
  const { data, error } = answer
  return (
    <section className="mp-card mp-stack">
      <div className="co-head">
        <h2>{t('contacts.title')}</h2>
        {may && data && (
          <Button variant="default" size="compact-md" onClick={() => setEditing(true)}>
            {t('contacts.edit')}
          </Button>
        )}
      </div>
      {!data && error && <ErrorState problem={error} retry={() => void answer.refetch()} />}
      {!data && !error && <Loading rows={3} />}
      {data && (
        <div className="co-facts">
          {contactKinds.map((kind) => (
            <div key={kind}>
              <h3 className="co-kind">{t(`contacts.${kind}`)}</h3>
              {data[kind].length === 0 && <p className="mp-muted co-flat">{t('contacts.nobody')}</p>}
              {data[kind].map((contact) => (
                <One key={contact.staff_member_id} contact={contact} />
              ))}
            </div>
          ))}
        </div>
      )}
      {editing && data && (
        <ContactsDialog company_id={company_id} contacts={data} onClose={() => setEditing(false)} />
      )}
    </section>
  )
}

function One({ contact: { name, job_title, email, phone, mobile_phone } }: { contact: Contact }) {
  return (
    <div className="co-contact">
      <Person name={name} detail={job_title} />
      {[phone, mobile_phone].map(
        (number) =>
          number && (
            <a key={number} href={`tel:${number}`}>
              {number}
            </a>
          ),
      )}
      {email && <a href={`mailto:${email}`}>{email}</a>}
    </div>
  )
}
