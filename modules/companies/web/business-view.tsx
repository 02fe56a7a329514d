import { Button } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { toast, useGo } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { BusinessForm } from './business-form.tsx'
import { BusinessInformation } from './business-information.tsx'
import { Contacts } from './contacts.tsx'
import { LogoCard } from './logo-card.tsx'
import { t } from './messages.ts'
import { ProviderFacts } from './provider-facts.tsx'

/** Whether the page at this address is being edited (`?edit=1`), and the way in and out. */
export function useEditing(): { editing: boolean; edit: () => void; done: () => void } {
  const { pathname, search } = useLocation()
  const go = useGo()
  return {
    editing: 'edit' in search,
    edit: () => go(`${pathname}?edit=1`),
    done: () => go(pathname, { replace: true }),
  }
}

/** The "Edit" button of the page. */
export function EditButton({ filled }: { filled?: boolean }) {
  const { editing, edit } = useEditing()
  if (editing) return null
  return (
    <Button variant={filled ? 'filled' : 'default'} onClick={edit}>
      {t('company.edit')}
    </Button>
  )
}

interface BusinessViewProps {
  company: Company
  /** Null: only to read. */
  may: 'whole' | 'contact' | null
  /** Of the company worked in: with its contacts, which have a page of their own elsewhere. */
  shows?: 'own'
}

/** Business information: to read, or the form. */
export function BusinessView({ company, may, shows }: BusinessViewProps) {
  const { editing, done } = useEditing()
  if (!editing || !may)
    return (
      <div className="mp-stack">
        <BusinessInformation company={company} may={may !== null} />
        {shows !== 'own' && hasPermission('companies.view') && company.is_vip !== undefined && (
          <ProviderFacts company={company} may={may === 'whole'} />
        )}
        {shows === 'own' && <Contacts company_id={company.id} may={may !== null} />}
        {may && !company.archived_at && <LogoCard company={company} />}
      </div>
    )
  return (
    <BusinessForm
      company={company}
      whole={may === 'whole'}
      onCancel={done}
      onSaved={() => {
        toast.success(t('company.saved'))
        done()
      }}
    />
  )
}
