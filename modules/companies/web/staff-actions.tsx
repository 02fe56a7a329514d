import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { IconPlus, IconSearch } from '../../../platform/web/ui/icons.ts'
import { Link, useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import { FindCaller } from './find-caller.tsx'
import { t } from './messages.ts'
import { forCompany } from './staff-directory.tsx'

const mayKeepStaff = () => hasPermission('staff.manage') || hasPermission('staff.manage_department')

/** Finding a caller, importing, and adding; what leads to a new entry keeps the company that is shown. */
export function StaffActions({ company, desk }: { company: number | undefined; desk: boolean }) {
  const go = useGo()
  const may = mayKeepStaff()
  const [finding, setFinding] = useState(false)
  useShortcut('c', t('staff.add'), () => go(forCompany('/staff/new', company)), may)
  return (
    <>
      {desk && (
        <Button
          variant="default"
          leftSection={<IconSearch size={16} aria-hidden />}
          onClick={() => setFinding(true)}
        >
          {t('staff.find')}
        </Button>
      )}
      {hasPermission('staff.manage') && (
        <Button variant="default" component={Link} to={forCompany('/staff/import', company)}>
          {t('staff.import')}
        </Button>
      )}
      {may && (
        <Button
          component={Link}
          to={forCompany('/staff/new', company)}
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          {t('staff.add')}
        </Button>
      )}
      {finding && <FindCaller onClose={() => setFinding(false)} />}
    </>
  )
}
