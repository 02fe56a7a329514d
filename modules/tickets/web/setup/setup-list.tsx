import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Endpoint } from '../../../../platform/contract/endpoint.ts'
import type { ApiProblem } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  EmptyState,
  ErrorState,
  Loading,
  SubmitButton,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import { SetupPage, type SetupPart } from './frame.tsx'
import { t } from './messages.ts'
import { OrderTable, type SetupColumn } from './order-table.tsx'
import { save } from './setup-call.ts'

interface Answer<Row> {
  data: { items: Row[] } | undefined
  isPending: boolean
  error: ApiProblem | null
  refetch: () => unknown
}

interface Props<Row> {
  part: SetupPart
  words: { text: string; add: string; empty?: { title: string; text: string } }
  answer: Answer<Row>
  rows: readonly Row[]
  columns: (remove: (row: Row) => void) => readonly SetupColumn<Row>[]
  rowKey: (row: Row) => string | number
  rowLabel: (row: Row) => string
  onMove?: (row: Row, position: number) => void
  /** The form of the dialog for a new one. */
  adding: (done: () => void) => ReactNode
  /** Asks before one is removed; null: none now. */
  removing: (row: Row | null, close: () => void) => ReactNode
}

/** A page of the setup that is one short table: rows are changed where they stand, made in a dialog, removed after a question. */
export function SetupList<Row>({
  part,
  words,
  answer,
  rows,
  columns,
  adding,
  removing,
  ...table
}: Props<Row>) {
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Row | null>(null)
  return (
    <SetupPage
      part={part}
      text={words.text}
      actions={<Button onClick={() => setAdding(true)}>{words.add}</Button>}
    >
      {answer.isPending && <Loading rows={6} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && rows.length === 0 && words.empty && <EmptyState {...words.empty} />}
      {rows.length > 0 && (
        <OrderTable label={words.text} rows={rows} columns={columns(setLeaving)} {...table} />
      )}
      <Dialog opened={isAdding} onClose={() => setAdding(false)} title={words.add} width={480}>
        {adding(() => setAdding(false))}
      </Dialog>
      {removing(leaving, () => setLeaving(null))}
    </SetupPage>
  )
}

interface NewProps<B, R> {
  declared: Endpoint<undefined, undefined, B, R>
  list: unknown
  values: Record<string, unknown>
  prepare?: (body: Record<string, unknown>) => Record<string, unknown>
  onDone: () => void
  children: ReactNode
}

/** The form for a new one. */
export function NewOne<B, R>({ declared, list, values, prepare, onDone, children }: NewProps<B, R>) {
  const form = useContractForm(declared, {
    values,
    ...(prepare && { prepare }),
    onDone: () => {
      void save(Promise.resolve(), list)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      {children}
      <SubmitButton>{t('setup_desk.add')}</SubmitButton>
    </ContractForm>
  )
}
