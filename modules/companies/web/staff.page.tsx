import { isProvider } from '../../../platform/web/client/index.ts'
import { Page, useListState } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { StaffActions } from './staff-actions.tsx'
import { StaffDirectory } from './staff-directory.tsx'

/** The staff directory: of the company worked in, or of the provider's customers. Filters stand in the URL. */
export default function StaffPage() {
  const list = useListState(companiesApi.listStaff)
  const desk = isProvider()
  const company = list.query.company_id as number | undefined
  return (
    <Page
      title={t('staff.title')}
      description={t(desk ? 'staff.text_provider' : 'staff.text')}
      actions={<StaffActions company={company} desk={desk} />}
    >
      <StaffDirectory list={list} desk={desk} />
    </Page>
  )
}
