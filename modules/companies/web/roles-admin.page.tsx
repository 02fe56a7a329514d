import './companies.css'
import './role-matrix.css'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { IconPlus, IconSearch } from '../../../platform/web/ui/icons.ts'
import { ErrorState, Guard, Link, Loading, Page, useListState } from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { RoleDialogs, type RoleTask } from './role-dialogs.tsx'
import { useRoleEdits } from './role-edits.ts'
import { RoleMatrix } from './role-matrix.tsx'
import { RoleReview } from './role-review.tsx'
import { byReach, permissionText } from './words.ts'

const kinds = ['customer', 'provider', 'machine'] as const

/** Every role and every permission, to compare and to change; saved only after one has seen who it concerns. */
export default function RolesAdminPage() {
  const list = useListState(companiesApi.listRoles)
  const kind = kinds.find((one) => one === list.query.kind) ?? 'customer'
  const roles = useApi(companiesApi.listRoles, { query: { kind } })
  const [task, setTask] = useState<RoleTask | null>(null)
  return (
    <Page
      title={t('matrix.title')}
      description={t('matrix.text')}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setTask({ does: 'new', kind })}
        >
          {t('matrix.new')}
        </Button>
      }
    >
      <nav className="mp-tabs" aria-label={t('matrix.kinds')}>
        {kinds.map((one) => (
          <Link key={one} to={`/admin/roles?kind=${one}`} aria-current={one === kind ? 'page' : undefined}>
            {t(`matrix.of_${one}`)}
          </Link>
        ))}
      </nav>
      {roles.isPending && <Loading rows={12} />}
      {roles.error && <ErrorState problem={roles.error} retry={() => void roles.refetch()} />}
      {roles.data && (
        <Editor key={kind} kind={kind} roles={roles.data.items.toSorted(byReach)} onTask={setTask} />
      )}
      <RoleDialogs task={task} onClose={() => setTask(null)} />
    </Page>
  )
}

interface EditorProps {
  kind: Role['kind']
  roles: readonly Role[]
  onTask: (task: RoleTask) => void
}

function Editor({ kind, roles, onTask }: EditorProps) {
  const permissions = useApi(companiesApi.listPermissions, { query: { kind } }, { staleTime: 60_000 })
  const [words, setWords] = useState('')
  const [reviewing, setReviewing] = useState(false)
  const changes = useRoleEdits(roles)
  const count = changes.edits.reduce((sum, { gains, loses }) => sum + gains.length + loses.length, 0)
  if (permissions.isPending) return <Loading rows={12} />
  if (permissions.error) return <ErrorState problem={permissions.error} />
  const shown = permissions.data.items.filter((one) =>
    `${one.name} ${permissionText(one.name, one.label)}`.toLowerCase().includes(words.trim().toLowerCase()),
  )
  return (
    <div className="mp-stack">
      <TextInput
        className="mp-search"
        type="search"
        aria-label={t('matrix.search')}
        placeholder={t('matrix.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {shown.length === 0 && <p className="mp-muted">{t('matrix.none')}</p>}
      <RoleMatrix roles={roles} permissions={shown} edits={changes} onTask={onTask} />
      {count > 0 && (
        <section className="mp-bulk" aria-label={t('matrix.changed', { n: count })}>
          <span>{t('matrix.changed', { n: count })}</span>
          <Button size="compact-md" onClick={() => setReviewing(true)}>
            {t('matrix.review')}
          </Button>
          <Button size="compact-md" variant="subtle" onClick={() => changes.discard()}>
            {t('matrix.discard')}
          </Button>
        </section>
      )}
      {reviewing && (
        <RoleReview edits={changes} known={permissions.data.items} onClose={() => setReviewing(false)} />
      )}
      <Guard when={count > 0} />
    </div>
  )
}
