import { useState } from 'react'
import { api, boot, refresh, useCall } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  Field,
  Menu,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

const stale = [companiesApi.readCompany, companiesApi.listCompanies]

/** Archive, restore and delete, for those who may. */
export function CustomerLife({ company }: { company: Company }) {
  const [asking, setAsking] = useState<'archive' | 'delete' | null>(null)
  const go = useGo()
  const restore = useCall(companiesApi.restoreCompany, {
    refreshes: stale,
    onDone: ({ name }) => toast.success(t('companies.restored', { name })),
  })
  const params = { company_id: company.id }
  const onError = (problem: Parameters<typeof toast.error>[0]) => toast.error(problem)
  const items = [
    company.archived_at
      ? { label: t('companies.restore'), run: () => restore.mutate({ params }, { onError }) }
      : { label: t('companies.archive'), run: () => setAsking('archive') },
    ...(boot.session?.user.is_super_admin
      ? [{ label: t('companies.delete'), danger: true, run: () => setAsking('delete') }]
      : []),
  ]
  return (
    <>
      <Menu label={t('companies.more')} items={items} />
      {asking === 'archive' && <ArchiveDialog company={company} onClose={() => setAsking(null)} />}
      <ConfirmDialog
        opened={asking === 'delete'}
        onClose={() => setAsking(null)}
        title={t('companies.delete_title', { name: company.name })}
        consequence={t('companies.delete_consequence')}
        action={t('companies.delete')}
        typeToConfirm={company.name}
        run={async () => {
          await api(companiesApi.deleteCompany, { params, query: { confirm_name: company.name } })
          toast.success(t('companies.deleted', { name: company.name }))
          void refresh(companiesApi.listCompanies)
          go('/companies')
        }}
      />
    </>
  )
}

function ArchiveDialog({ company, onClose }: { company: Company; onClose: () => void }) {
  const form = useContractForm(companiesApi.archiveCompany, {
    values: { reason: '' },
    request: { params: { company_id: company.id } },
    onDone: () => {
      toast.success(t('companies.archived_done', { name: company.name }))
      for (const one of stale) void refresh(one)
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('companies.archive_title', { name: company.name })}>
      <p>{t('companies.archive_consequence')}</p>
      <ContractForm form={form} guard={false}>
        <Field name="reason" label={t('companies.archive_reason')} autoFocus autoComplete="off" />
        <div className="mp-dialog-actions">
          <SubmitButton>{t('companies.archive')}</SubmitButton>
        </div>
      </ContractForm>
    </Dialog>
  )
}
