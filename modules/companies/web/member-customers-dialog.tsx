import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, ErrorState, Loading, toast } from '../../../platform/web/ui/index.ts'
import type { MemberCustomers } from '../contract/memberships.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { readPasted } from './pasted-lines.ts'
import { nameOf } from './words.ts'

interface DialogProps {
  member: Membership
  onClose: () => void
}

/** Which customers somebody of the provider looks after: all, or a list that may be pasted. */
export function MemberCustomersDialog({ member, onClose }: DialogProps) {
  const params = { membership_id: member.id }
  const answer = useApi(companiesApi.readCustomers, { params })
  return (
    <Dialog opened onClose={onClose} title={t('review.customers_of', { name: nameOf(member) })} width={600}>
      {answer.isPending && <Loading rows={4} />}
      {answer.error && <ErrorState problem={answer.error} />}
      {answer.data && <Form member={member} now={answer.data} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ member, now, onClose }: DialogProps & { now: MemberCustomers }) {
  const [access, setAccess] = useState(now.customer_access)
  const [text, setText] = useState(now.companies.map(({ name }) => name).join('\n'))
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const pasted = readPasted(text)

  async function save() {
    setBusy(true)
    try {
      const { company_ids, names } = pasted
      const list = access === 'listed' ? { company_ids, names } : {}
      const body = { customer_access: access, version: now.version, ...list }
      await api(companiesApi.setCustomers, { params: { membership_id: member.id }, body })
      await Promise.all(
        [companiesApi.readCustomers, companiesApi.listAllMemberships].map((one) => refresh(one)),
      )
      toast.success(t('review.customers_saved', { name: nameOf(member) }))
      onClose()
    } catch (error) {
      setFailure(whatFailed(problemOf(error), pasted))
      setBusy(false)
    }
  }
  return (
    <div className="mp-stack">
      <fieldset className="mp-choice">
        <legend>{t('review.access')}</legend>
        {(['all', 'listed'] as const).map((one) => (
          <label key={one} className="mp-check">
            <input type="radio" name="access" checked={access === one} onChange={() => setAccess(one)} />
            <span>{t(`review.access_${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {access === 'listed' && (
        <Textarea
          label={t('review.customers')}
          description={t('review.customers_hint', { n: pasted.lines.length })}
          rows={10}
          resize="vertical"
          value={text}
          error={failure}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {access === 'all' && failure && (
        <p className="mp-error-text" role="alert">
          {failure}
        </p>
      )}
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('company.cancel')}
        </Button>
        <Button loading={busy} onClick={save}>
          {t('matrix.save')}
        </Button>
      </div>
    </div>
  )
}

/** Names the lines that fit no customer, or several. */
function whatFailed(problem: ReturnType<typeof problemOf>, pasted: ReturnType<typeof readPasted>): string {
  const lines = problem.errors.flatMap(({ field, code }) => {
    const [list, at] = field.split('.')
    const line = list === 'names' ? pasted.names[Number(at)] : pasted.company_ids[Number(at)]
    if (line === undefined) return []
    return code === 'not_allowed' ? t('review.several', { line }) : t('review.no_such', { line })
  })
  return lines.length > 0 ? lines.join(' ') : problemText(problem)
}
