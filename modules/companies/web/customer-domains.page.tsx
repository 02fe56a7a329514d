import './companies.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { IconPlus } from '../../../platform/web/ui/icons.ts'
import { Customer } from './customer.tsx'
import { DomainDialog } from './domain-dialog.tsx'
import { Domains } from './domains.tsx'
import { t } from './messages.ts'

/** The e-mail domains of one customer. */
export default function CustomerDomainsPage() {
  const [adding, setAdding] = useState(false)
  const may = hasPermission('companies.manage')
  const add = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('domains.add')}
    </Button>
  )
  return (
    <Customer actions={add}>
      {(company) => (
        <>
          <Domains company_id={company.id} may={may} />
          {adding && <DomainDialog company_id={company.id} domain={null} onClose={() => setAdding(false)} />}
        </>
      )}
    </Customer>
  )
}
