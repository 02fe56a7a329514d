import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { problemOf, refresh, useApi, useCall } from '../../../platform/web/client/index.ts'
import { locale, problemText, timeZone } from '../../../platform/web/messages/index.ts'
import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { ConfirmDialog } from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import type { StaffVerification } from '../contract/staff-verification.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

type Person = Pick<StaffMember, 'id' | 'mobile_phone' | 'mobile_changed_at'>

/** What the call is about. */
interface Subject {
  type: string
  id: number
}

const shownMs = 30 * 60_000
const freshMs = 7 * 86_400_000

/** Confirms who is calling: a code to the phone, read aloud, typed here. The confirmation shows for 30 minutes. */
export function VerifyCaller({ person, subject }: { person: Person; subject?: Subject }) {
  const params = { staff_member_id: person.id }
  const answer = useApi(companiesApi.listVerifications, { params, query: { limit: 1 } })
  const [newest] = answer.data?.items ?? []
  useLookingAgain(newest?.status === 'sending', () => void answer.refetch())
  return (
    <section className="st-part st-card" aria-labelledby="staff-verify">
      <h2 id="staff-verify">{t('caller.title')}</h2>
      <div role="status">{newest && <Standing verification={newest} />}</div>
      {newest?.status === 'sent' || newest?.status === 'sending' ? (
        <CodeForm person={person} verification={newest} />
      ) : (
        <p className="mp-muted">{t(person.mobile_phone ? 'caller.text' : 'caller.no_phone')}</p>
      )}
      {person.mobile_phone && <Ask person={person} subject={subject} />}
    </section>
  )
}

function useLookingAgain(on: boolean, look: () => void) {
  useEffect(() => {
    if (!on) return
    const timer = setInterval(look, 1_500)
    return () => clearInterval(timer)
  })
}

/** "Identity confirmed 14:02 by Ana", or why there is no confirmation. */
function Standing({ verification }: { verification: StaffVerification }) {
  const { status, confirmed_at, confirmed_by, created_at } = verification
  if (confirmed_at && Date.now() - Date.parse(confirmed_at) < shownMs) {
    const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' }).format(
      new Date(confirmed_at),
    )
    return (
      <p className="st-good">
        <IconCheck size={18} aria-hidden />
        {t('caller.confirmed', { time, name: confirmed_by?.name ?? '' })}
      </p>
    )
  }
  if (Date.now() - Date.parse(created_at) > shownMs) return null
  if (status === 'undeliverable') return <p className="st-warn">{t('caller.undeliverable')}</p>
  if (status === 'failed') return <p className="st-warn">{t('caller.dead')}</p>
  return status === 'expired' ? <p className="st-warn">{t('caller.expired')}</p> : null
}

function CodeForm({ person, verification }: { person: Person; verification: StaffVerification }) {
  const [code, setCode] = useState('')
  const check = useCall(companiesApi.checkVerification, { refreshes: [companiesApi.listVerifications] })
  const problem = check.error && problemOf(check.error)
  const error =
    problem?.code === 'wrong_code'
      ? t('caller.attempts', { n: Number(problem.members.attempts_left) })
      : problem && problemText(problem)
  return (
    <form
      className="st-card"
      onSubmit={(event) => {
        event.preventDefault()
        check.mutate(
          { params: { staff_member_id: person.id }, body: { code } },
          { onError: () => void refresh(companiesApi.listVerifications) },
        )
        setCode('')
      }}
    >
      <p>
        {verification.status === 'sending'
          ? t('caller.sending')
          : t('caller.asking_text', { hint: verification.destination_hint })}
      </p>
      <TextInput
        className="st-code"
        label={t('caller.code')}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        value={code}
        error={error}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={check.isPending} disabled={code.replace(/\D/g, '').length !== 6}>
        {t('caller.check')}
      </Button>
    </form>
  )
}

function Ask({ person, subject }: { person: Person; subject: Subject | undefined }) {
  const [warning, setWarning] = useState(false)
  const ask = useCall(companiesApi.requestVerification, { refreshes: [companiesApi.listVerifications] })
  const body = subject ? { subject_type: subject.type, subject_id: subject.id } : {}
  const request = { params: { staff_member_id: person.id }, body }
  const changed = person.mobile_changed_at
  const fresh = changed !== null && Date.now() - Date.parse(changed) < freshMs
  return (
    <>
      {fresh && <p className="mp-muted mp-small">{t('caller.fresh')}</p>}
      {ask.error && (
        <p role="alert" className="mp-error-text">
          {problemText(problemOf(ask.error))}
        </p>
      )}
      <Button
        variant="default"
        loading={ask.isPending}
        onClick={() => (fresh ? setWarning(true) : ask.mutate(request))}
      >
        {t('caller.ask')}
      </Button>
      <ConfirmDialog
        opened={warning}
        onClose={() => setWarning(false)}
        title={t('caller.fresh_title')}
        consequence={t('caller.fresh_text')}
        action={t('caller.ask')}
        dangerous={false}
        run={async () => {
          await ask.mutateAsync(request)
        }}
      />
    </>
  )
}
