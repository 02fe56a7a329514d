import { Button } from '@mantine/core'
import { Menu, type MenuItem, Status, type StatusKind } from '../../../../platform/web/ui/index.ts'
import { labelText } from '../messages.ts'
import { IconDots } from './icons.ts'
import { InlineCheck, InlineSelect, InlineText, toneOf, toneOptions } from './inline.tsx'
import { t } from './messages.ts'
import type { SetupColumn } from './order-table.tsx'

/** What rows of a setup page are called, and how one of their fields is saved. */
export interface Cells<Row> {
  nameOf: (row: Row) => string
  change: (row: Row, body: Partial<Row>) => unknown
}

type Named<Row, Value> = { [Key in keyof Row]: Row[Key] extends Value ? Key : never }[keyof Row] & string

interface Cell<Row, Value> {
  field: Named<Row, Value>
  label: string
  width?: string
}

const set = <Row,>(field: keyof Row, value: unknown) => ({ [field]: value }) as Partial<Row>

/** Makes the columns of one page: each cell is changed where it stands. */
export function cellsOf<Row extends object>({ nameOf, change }: Cells<Row>) {
  const said = (what: string, row: Row) => t('setup_desk.of', { what, name: nameOf(row) })
  const text = ({ field, label, width, maxLength }: Cell<Row, string> & { maxLength: number }) =>
    column<Row>({ field, label, width }, (row) => (
      <InlineText
        label={said(label, row)}
        value={String(row[field])}
        maxLength={maxLength}
        onSave={(value) => void change(row, set(field, value))}
      />
    ))
  const check = ({ field, label, width, locked }: Cell<Row, boolean> & { locked?: (row: Row) => boolean }) =>
    column<Row>({ field, label, width }, (row) => (
      <InlineCheck
        label={said(label, row)}
        value={row[field] === true}
        disabled={locked?.(row) ?? false}
        onSave={(value) => void change(row, set(field, value))}
      />
    ))
  const select = ({ field, label, width, options }: Cell<Row, string | null> & { options: Options }) =>
    column<Row>({ field, label, width }, (row) => (
      <InlineSelect
        label={said(label, row)}
        value={String(row[field] ?? '')}
        options={options}
        onSave={(value) => void change(row, set(field, value || null))}
      />
    ))
  return { text, check, select, said }
}

type Options = readonly { value: string; label: string }[]

function column<Row>(
  { field, label, width }: { field: string; label: string; width: string | undefined },
  render: SetupColumn<Row>['render'],
): SetupColumn<Row> {
  return { key: field, label, render, ...(width && { width }) }
}

/** The colour of a row by name, and how its word looks in it. */
export function ToneCell({ label, color, word, onSave }: ToneProps) {
  return (
    <span className="ds-public">
      <InlineSelect
        label={label}
        value={toneOf(color)}
        options={toneOptions()}
        onSave={(next) => onSave(toneOf(next))}
      />
      {word !== undefined && <Status kind={toneOf(color)} label={labelText(word)} />}
    </span>
  )
}

interface ToneProps {
  label: string
  color: string
  word?: string
  onSave: (color: StatusKind) => void
}

/** What else can be done with a row: the default one says so. */
export function MoreCell({ name, isDefault, makeDefault, remove }: MoreProps) {
  const items: MenuItem[] = [
    ...(makeDefault ? [{ label: t('setup_desk.make_default'), run: makeDefault }] : []),
    ...(remove ? [{ label: t('setup_desk.remove'), danger: true, run: remove }] : []),
  ]
  return (
    <span className="ds-end">
      {isDefault && <Status kind="neutral" label={t('setup_desk.default')} />}
      {items.length > 0 && (
        <Menu
          label={t('setup_desk.actions', { name })}
          button={<IconDots size={18} aria-hidden />}
          className="ds-actions"
          items={items}
        />
      )}
    </span>
  )
}

interface MoreProps {
  name: string
  isDefault: boolean
  makeDefault?: (() => void) | undefined
  remove?: (() => void) | undefined
}

/** Where removing is all that else can be done. */
export const RemoveCell = ({ name, remove }: { name: string; remove: () => void }) => (
  <span className="ds-end">
    <Button size="compact-sm" variant="subtle" color="red" onClick={remove}>
      {t('setup_desk.remove')}
      <span className="mp-hidden"> {name}</span>
    </Button>
  </span>
)
