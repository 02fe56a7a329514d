import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import {
  type ApiProblem,
  problemOf,
  refresh,
  upload,
  useApi,
  useCall,
} from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { type Choice, Picker, refusalText } from '../../../platform/web/ui/index.ts'
import { findCompanies } from '../../companies/web/index.tsx'
import { ticketsApi } from '../../tickets/contract.ts'
import { FileRun } from './import-file-run.tsx'
import { MappingFields } from './import-mapping.tsx'
import { t } from './messages.ts'
import { isOver } from './run-card.tsx'

const topics = ['ticket_imports'] as const

/** Tickets from a file: it is checked first, then imported. */
export function ImportFile() {
  useLive(topics)
  const [source, setSource] = useState('')
  const [company, setCompany] = useState<Choice | null>(null)
  const [columns, setColumns] = useState<Record<string, string>>({})
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const runs = useApi(ticketsApi.listImports, { query: { limit: 1 } }, { topics })
  const cancel = useCall(ticketsApi.cancelImport, { refreshes: [ticketsApi.listImports] })
  const newest = runs.data?.items[0]
  const isRunning = newest !== undefined && !isOver(newest.status)

  async function send(chosen: File, mode: 'check' | 'apply') {
    setFile(chosen)
    setBusy(true)
    setProblem(null)
    const told = Object.fromEntries(Object.entries(columns).filter(([, column]) => column.trim() !== ''))
    const mapping = Object.keys(told).length > 0 ? { mapping: JSON.stringify({ columns: told }) } : {}
    try {
      const fields = { source, mode, ...mapping, ...(company && { company_id: company.value }) }
      await upload(ticketsApi.startImport, chosen, { fields })
      await refresh(ticketsApi.listImports)
    } catch (error) {
      setProblem(problemOf(error))
    }
    setBusy(false)
  }
  const isReady = /^[a-z0-9][a-z0-9_-]*$/.test(source) && !isRunning
  return (
    <section className="mp-stack" aria-label={t('import.file')}>
      <div className="mp-card im-card">
        <h2>{t('import.file')}</h2>
        <p className="mp-muted im-flush">{t('import.file_text')}</p>
        <TextInput
          label={t('import.source')}
          description={t('import.source_hint')}
          value={source}
          maxLength={40}
          onChange={(event) => setSource(event.currentTarget.value.toLowerCase())}
        />
        <Picker
          label={t('import.company')}
          hint={t('import.company_hint')}
          value={company}
          onChange={setCompany}
          load={findCompanies}
        />
        <MappingFields columns={columns} onChange={setColumns} />
        {problem && (
          <p role="alert" className="mp-error-text">
            {refusalText(problem)}
          </p>
        )}
        <FileButton busy={busy} disabled={!isReady} onFile={(chosen) => void send(chosen, 'check')} />
      </div>
      {newest && (
        <FileRun
          run={newest}
          busy={cancel.isPending}
          onCancel={() => cancel.mutate({ params: { import_id: newest.id } })}
          {...(file && file.name === newest.file_name && { onApply: () => void send(file, 'apply') })}
        />
      )}
    </section>
  )
}

interface FileButtonProps {
  busy: boolean
  disabled: boolean
  onFile: (file: File) => void
}

function FileButton({ busy, disabled, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div>
      <Button loading={busy} disabled={disabled} onClick={() => input.current?.click()}>
        {t('import.choose_file')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.json,.ndjson,.jsonl"
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
