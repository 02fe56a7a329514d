import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { api, problemOf, refresh, upload } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { CompanyMark } from './company-mark.tsx'
import { t } from './messages.ts'

/** The logo of a company: choose another one, or take it away. */
export function LogoCard({ company }: { company: Company }) {
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const params = { company_id: company.id }
  async function run(work: () => Promise<unknown>, done: string) {
    setBusy(true)
    try {
      await work()
      toast.success(done)
      for (const stale of [companiesApi.readCompany, companiesApi.readMyCompany, companiesApi.listCompanies])
        void refresh(stale)
    } catch (error) {
      toast.error(problemOf(error))
    }
    setBusy(false)
  }
  return (
    <section className="mp-card mp-row" aria-label={t('company.logo')}>
      <CompanyMark company={company} size={56} />
      <Button variant="default" loading={busy} onClick={() => input.current?.click()}>
        {company.logo_url ? t('company.logo_change') : t('company.logo_choose')}
      </Button>
      {company.logo_url && (
        <Button
          variant="subtle"
          color="red"
          onClick={() => void run(() => api(companiesApi.deleteLogo, { params }), t('company.logo_removed'))}
        >
          {t('company.logo_remove')}
        </Button>
      )}
      <span className="mp-muted mp-small">{t('company.logo_hint')}</span>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
          if (file) void run(() => upload(companiesApi.setLogo, file, { params }), t('company.logo_saved'))
        }}
      />
    </section>
  )
}
