import './companies.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission, useSignedIn } from '../../../platform/web/client/index.ts'
import { IconPlus } from '../../../platform/web/ui/icons.ts'
import { Page } from '../../../platform/web/ui/index.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { Members } from './members.tsx'
import { t } from './messages.ts'
import { CompanyTabs } from './tabs.tsx'

/** The people of the company one works in. */
export default function MembersPage() {
  const { company } = useSignedIn()
  const [inviting, setInviting] = useState(false)
  const may = hasPermission('members.manage')
  if (!company) return <Page title={t('members.title')} description={t('company.none')} />
  return (
    <Page
      title={t('members.title')}
      description={t('members.text', { company: company.name })}
      actions={may && <InviteButton onClick={() => setInviting(true)} />}
    >
      <CompanyTabs />
      <Members company={company} onInvite={() => setInviting(true)} />
      {inviting && <InviteDialog company={company} onClose={() => setInviting(false)} />}
    </Page>
  )
}

function InviteButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {t('members.invite')}
    </Button>
  )
}
