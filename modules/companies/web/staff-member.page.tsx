import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { api, hasPermission, isProvider, refresh, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import {
  ConfirmDialog,
  ErrorState,
  Link,
  Loading,
  Page,
  Region,
  Status,
  toast,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import { Boarding } from './boarding.tsx'
import { t } from './messages.ts'
import { StaffFields } from './staff-fields.tsx'
import { StaffLogin } from './staff-login.tsx'
import { type StaffPart, staffParts } from './staff-parts.ts'
import { StaffTimeline } from './staff-timeline.tsx'
import { staffName, staffStatus } from './staff-words.ts'
import { VerifyCaller } from './verify-caller.tsx'

/** One person of the directory: who they are, how they come and go, what they have. */
export default function StaffMemberPage() {
  const { staff_member_id } = useParams({ strict: false }) as { staff_member_id: string }
  const id = Number(staff_member_id)
  const valid = Number.isSafeInteger(id) && id > 0
  const topic = `staff_member:${id}`
  useLive(valid ? [topic] : [])
  const params = { staff_member_id: id }
  const answer = useApi(companiesApi.readStaff, { params }, { enabled: valid, topics: [topic] })
  const { data: person, error } = answer
  if (!valid || error?.status === 404) {
    return (
      <Page title={t('staff.missing')} description={t('staff.missing_text')} width="text">
        <Button component={Link} to="/staff">
          {t('staff.title')}
        </Button>
      </Page>
    )
  }
  if (person) return <Card key={id} person={person} />
  return (
    <Page title={t('staff.one')}>
      {error ? <ErrorState problem={error} retry={() => void answer.refetch()} /> : <Loading rows={6} />}
    </Page>
  )
}

function Card({ person }: { person: StaffMember }) {
  const open = person.archived_at === null
  return (
    <Page
      title={staffName(person)}
      description={<Line person={person} />}
      actions={open && mayChange() && <ArchiveButton person={person} />}
      facts={
        <Region>
          <div className="st-parts">
            {open && isProvider() && hasPermission('staff.verify') && <VerifyCaller person={person} />}
            <Boarding person={person} />
            <StaffLogin person={person} />
          </div>
        </Region>
      }
    >
      <div className="mp-stack">
        <StaffFields person={person} may={open && mayChange()} />
        {staffParts().map((part) => (
          <Part key={part.key} part={part} person={person} />
        ))}
        {hasPermission('audit.view') && <StaffTimeline person={person} />}
      </div>
    </Page>
  )
}

const mayChange = () => hasPermission('staff.manage') || hasPermission('staff.manage_department')

function Line({ person }: { person: StaffMember }) {
  const words = [person.job_title, person.department, isProvider() ? person.company_name : null]
  return (
    <span className="mp-row">
      <Status {...staffStatus(person)} />
      {words.filter(Boolean).join(' · ')}
    </span>
  )
}

const drawn = new Map<string, ReturnType<typeof lazy>>()

/** What another module adds. */
function Part({ part, person }: { part: StaffPart; person: StaffMember }) {
  const may = typeof part.may === 'function' ? part.may() : part.may === undefined || hasPermission(part.may)
  if (!may) return null
  const known = drawn.get(part.key) ?? lazy(part.part)
  drawn.set(part.key, known)
  const Drawn = known as unknown as React.ComponentType<{ person: StaffMember }>
  return (
    <Suspense fallback={<Loading rows={2} />}>
      <Drawn person={person} />
    </Suspense>
  )
}

function ArchiveButton({ person }: { person: StaffMember }) {
  const [asking, setAsking] = useState(false)
  const go = useGo()
  const name = staffName(person)
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('staff.archive')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('staff.archive_title', { name })}
        consequence={t('staff.archive_text')}
        action={t('staff.archive')}
        run={async () => {
          const { id, version } = person
          await api(companiesApi.archiveStaff, { params: { staff_member_id: id }, query: { version } })
          await refresh(companiesApi.listStaff)
          toast.success(t('staff.archived_done', { name }))
          go('/staff')
        }}
      />
    </>
  )
}
