import { InputBase } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useApi, useSession } from '../../../../platform/web/client/index.ts'
import { IconChevronDown } from '../../../../platform/web/ui/icons.ts'
import { ErrorState, Loading } from '../../../../platform/web/ui/index.ts'
import { companiesApi } from '../../../companies/contract.ts'
import { InvitePeople } from '../../../companies/web/index.tsx'
import { InvitationLinks } from '../invitation-links.tsx'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { LeaveButton, Onward } from './step.tsx'

/** Invites people of the newest customer, or colleagues; without a mail server their links are shown. */
export function PeopleStep(props: StepProps) {
  const { data, error } = useApi(companiesApi.listCompanies, {
    query: { sort: '-created_at' as const, limit: 50 },
  })
  const own = useSession()?.company?.id
  const [chosen, setChosen] = useState<number | null>(null)
  const [invited, setInvited] = useState(false)
  if (error) return <ErrorState problem={error} />
  if (!data) return <Loading rows={5} />
  const company =
    data.items.find(({ id }) => id === chosen) ??
    data.items.find(({ kind }) => kind === 'customer') ??
    data.items.find(({ id }) => id === own)
  if (!company) return null
  return (
    <>
      <InputBase
        component="select"
        label={t('setup.people_company')}
        value={String(company.id)}
        pointer
        rightSection={<IconChevronDown size={16} aria-hidden />}
        rightSectionPointerEvents="none"
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      >
        {data.items.map(({ id, name, kind }) => (
          <option key={id} value={id}>
            {kind === 'provider' ? t('setup.people_own', { name }) : name}
          </option>
        ))}
      </InputBase>
      <Suspense fallback={<Loading rows={5} />}>
        <InvitePeople
          key={company.id}
          company_id={company.id}
          kind={company.kind}
          short
          onInvited={() => setInvited(true)}
          {...(!props.setup.smtp_configured && {
            after: (emails: readonly string[]) => <InvitationLinks emails={emails} />,
          })}
          beside={
            invited ? (
              <LeaveButton leave={props.leave} go={props.go} state="done" filled />
            ) : (
              <Onward {...props} step="people" />
            )
          }
        />
      </Suspense>
    </>
  )
}
