import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { Dialog, Link, Status } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { staffName, staffStatus } from './staff-words.ts'

/** Who is calling? By a number in whatever spelling, or by an address, in all companies one looks after. */
export function FindCaller({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const query = asked.includes('@') ? { email: asked } : { phone: asked }
  const answer = useApi(companiesApi.lookUpStaff, { query }, { enabled: asked !== '' })
  const people = answer.data?.items
  const error = answer.error?.status === 422 ? t('staff.find_wrong') : undefined
  return (
    <Dialog opened onClose={onClose} title={t('staff.find')}>
      <form
        className="mp-form"
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(text.trim())
        }}
      >
        <TextInput
          label={t('staff.find_text')}
          value={text}
          error={error}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="mp-form-actions">
          <Button type="submit" loading={answer.isFetching}>
            {t('staff.find')}
          </Button>
        </div>
      </form>
      <div role="status">
        {people?.length === 0 && <p className="mp-muted">{t('staff.find_nobody')}</p>}
        {people && people.length > 0 && (
          <ul className="st-found">
            {people.map((person) => (
              <li key={person.id}>
                <Link to={`/staff/${person.id}`} onClick={onClose}>
                  <strong>{staffName(person)}</strong>
                  <span className="mp-muted mp-small">
                    {[person.job_title, person.company_name].filter(Boolean).join(' · ')}
                  </span>
                  <span>
                    <Status {...staffStatus(person)} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
