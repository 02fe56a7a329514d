import { Suspense } from 'react'
import { useApi } from '../../../../platform/web/client/index.ts'
import { Link, Loading, toast } from '../../../../platform/web/ui/index.ts'
import { companiesApi } from '../../../companies/contract.ts'
import { NewCustomerForm } from '../../../companies/web/index.tsx'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { Onward } from './step.tsx'

/** The first customer; more can follow. */
export function CustomerStep(props: StepProps) {
  const { data } = useApi(companiesApi.listCompanies, {
    query: { kind: 'customer' as const, sort: '-created_at' as const, limit: 5 },
  })
  const newest = data?.items[0]
  return (
    <>
      {newest && (
        <p className="mp-note">
          {t('setup.customer_there', { name: newest.name })}{' '}
          <Link to="/companies">{t('setup.to_customers')}</Link>
        </p>
      )}
      <Suspense fallback={<Loading />}>
        <NewCustomerForm
          short
          onDone={(company) => {
            toast.success(t('setup.customer_made', { name: company.name }))
            void props.leave('done').then(props.go)
          }}
          beside={<Onward {...props} step="customer" />}
        />
      </Suspense>
    </>
  )
}
