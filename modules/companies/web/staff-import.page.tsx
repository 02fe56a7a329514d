import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import {
  type ApiProblem,
  isProvider,
  problemOf,
  refresh,
  upload,
  useApi,
} from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import { Link, Page, Picker, refusalText } from '../../../platform/web/ui/index.ts'
import type { StaffImport } from '../contract/staff-import.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import { findCustomers } from './find-companies.ts'
import { t } from './messages.ts'
import { useChosenCompany } from './staff-new.page.tsx'

/** Imports people from a CSV: choose a file, see what is wrong with it, import the good rows. */
export default function StaffImportPage() {
  const { company, choose } = useChosenCompany()
  const [file, setFile] = useState<File | null>(null)
  const [started, setStarted] = useState<StaffImport | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const desk = isProvider()

  async function send(chosen: File, mode: 'check' | 'apply') {
    setFile(chosen)
    setBusy(true)
    setProblem(null)
    setStarted(null)
    try {
      const fields = { mode, ...(company && { company_id: company.value }) }
      setStarted(await upload(companiesApi.importStaff, chosen, { fields }))
    } catch (error) {
      setProblem(problemOf(error))
    }
    setBusy(false)
  }
  return (
    <Page title={t('staff_import.title')} width="text">
      <div className="mp-stack">
        <section className="mp-card st-card">
          <p>{t('staff_import.text')}</p>
          <p className="mp-muted">{t('staff_import.text_rules')}</p>
          {desk && (
            <Picker
              label={t('staff_import.company_first')}
              value={company}
              load={findCustomers}
              onChange={choose}
              clearable={false}
              required
            />
          )}
          {problem && (
            <p role="alert" className="mp-error-text">
              {refusalText(problem)}
            </p>
          )}
          <FileButton
            label={t(file ? 'staff_import.again' : 'staff_import.choose')}
            busy={busy}
            disabled={desk && !company}
            onFile={(chosen) => void send(chosen, 'check')}
          />
        </section>
        {started && (
          <Progress key={started.id} started={started} onApply={() => file && void send(file, 'apply')} />
        )}
      </div>
    </Page>
  )
}

interface FileButtonProps {
  label: string
  busy: boolean
  disabled: boolean
  onFile: (file: File) => void
}

function FileButton({ label, busy, disabled, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div>
      <Button loading={busy} disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (chosen) onFile(chosen)
        }}
      />
    </div>
  )
}

const topics = ['staff']

/** How far it is, and what came of it. */
function Progress({ started, onApply }: { started: StaffImport; onApply: () => void }) {
  useLive(topics)
  const answer = useApi(companiesApi.readImport, { params: { import_id: started.id } }, { topics })
  const now = answer.data ?? started
  const over = now.status === 'done' || now.status === 'failed'
  useEffect(() => {
    if (over) {
      void refresh(companiesApi.listStaff)
      return
    }
    const timer = setInterval(() => void answer.refetch(), 700)
    return () => clearInterval(timer)
  })
  const counts = { created: now.rows_created, updated: now.rows_updated, skipped: now.rows_skipped }
  const good = now.rows_created + now.rows_updated
  return (
    <section className="mp-card st-card" aria-live="polite">
      <h2>{headOf(now)}</h2>
      {!over && (
        <>
          <progress
            className="st-progress"
            max={now.rows_total ?? 1}
            value={now.rows_done}
            aria-label={t('staff_import.working')}
          />
          <p className="mp-muted">
            {t('staff_import.progress', { done: now.rows_done, total: now.rows_total ?? 0 })}
          </p>
        </>
      )}
      {now.status === 'done' && (
        <p>{t(now.mode === 'check' ? 'staff_import.found' : 'staff_import.made', counts)}</p>
      )}
      {now.status === 'done' && now.mode === 'check' && good > 0 && (
        <div>
          <Button onClick={onApply}>{t('staff_import.apply')}</Button>
        </div>
      )}
      {now.status === 'done' && now.mode === 'apply' && (
        <div>
          <Button component={Link} to={isProvider() ? `/staff?company_id=${now.company_id}` : '/staff'}>
            {t('staff_import.to_list')}
          </Button>
        </div>
      )}
      {now.problems.length > 0 && <Problems problems={now.problems} />}
    </section>
  )
}

function headOf({ status, mode }: StaffImport): string {
  if (status === 'failed') return t('staff_import.failed')
  if (status !== 'done') return t('staff_import.working')
  return t(mode === 'check' ? 'staff_import.find' : 'staff_import.done')
}

/** In the reader's words where there are some. */
function problemOfRow(field: string, code: string, message: string): string {
  const name = hasText(`staff.${field}`) ? translateAny(`staff.${field}`) : field
  const key = `staff_import.code_${code}`
  return hasText(key) ? translateAny(key, { field: name }) : message
}

function Problems({ problems }: Pick<StaffImport, 'problems'>) {
  return (
    <>
      <h3>{t('staff_import.problems')}</h3>
      <p className="mp-muted">{t('staff_import.problems_text')}</p>
      <table className="st-rows">
        <thead>
          <tr>
            <th scope="col">{t('staff_import.row')}</th>
            <th scope="col">{t('staff_import.what')}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ row, field, code, message }) => (
            <tr key={`${row} ${field}`}>
              <th scope="row">{row}</th>
              <td>{problemOfRow(field, code, message)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
