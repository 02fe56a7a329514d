import './companies.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { IconPlus } from '../../../platform/web/ui/icons.ts'
import { Customer } from './customer.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { Members } from './members.tsx'
import { t } from './messages.ts'

/** The people of one customer. */
export default function CustomerPeoplePage() {
  const [inviting, setInviting] = useState(false)
  const invite = hasPermission('members.manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {t('members.invite')}
    </Button>
  )
  return (
    <Customer actions={invite}>
      {(company) => (
        <>
          <Members company={company} onInvite={() => setInviting(true)} />
          {inviting && <InviteDialog company={company} onClose={() => setInviting(false)} />}
        </>
      )}
    </Customer>
  )
}
