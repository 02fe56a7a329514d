import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Suspense, useState } from 'react'
import { hasPermission } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { FilterBar } from '../../../platform/web/ui/index.ts'
import { CompanyFilter } from '../../companies/web/index.tsx'
import { statusKinds } from '../contract.ts'
import { deskFilters, furtherFilters } from './list-filters.ts'
import { MoreFilters, moreNames } from './list-more-filters.tsx'
import { labelText, t } from './messages.ts'
import { TagFilter } from './tag-filter.tsx'
import { useOptions } from './ticket.data.ts'

/** Filters of the desk: those at hand, the others behind a button, a chip for what has no place of its own. */
export function Filters({ list, children }: { list: ListState; children: ReactNode }) {
  const options = useOptions()
  const further = furtherFilters(options)
  const names = [...further.map(({ name }) => name), ...moreNames]
  const isSet = names.some((name) => list.query[name] !== undefined)
  const [opened, setOpened] = useState(false)
  const known = new Set([...deskFilters(options).map(({ name }) => name), ...names])
  const others = Object.keys(list.query).filter(
    (name) => !known.has(name) && !drawn.has(name) && !isEveryKind(name, list.query[name]),
  )
  return (
    <div className="tk-bar">
      <div className="tk-bar-row">
        <FilterBar list={list} fields={deskFilters(options)} searchLabel={t('ticket.list.search')} />
        {hasPermission('companies.view') && (
          <div className="tk-company-filter" data-set={list.query.company_id !== undefined || undefined}>
            <Suspense>
              <CompanyFilter list={list} label={t('ticket.field.company')} />
            </Suspense>
          </div>
        )}
        <div className="tk-tools">
          <Button variant="subtle" aria-expanded={opened || isSet} onClick={() => setOpened(!opened)}>
            {t('ticket.filter.more')}
          </Button>
          {children}
        </div>
      </div>
      {(opened || isSet) && (
        <>
          <div className="tk-filters">
            <FilterBar list={list} fields={further} search={null} />
            <TagFilter list={list} />
          </div>
          <MoreFilters list={list} />
        </>
      )}
      {others.length > 0 && (
        <p className="mp-small tk-others">
          {others.map((name) => (
            <button
              key={name}
              type="button"
              className="mp-chip"
              onClick={() => list.set({ [name]: undefined })}
            >
              {chipOf(name, list.query[name])} ×
            </button>
          ))}
        </p>
      )}
    </div>
  )
}

/** What has a place of its own on the page. */
const drawn = new Set(['q', 'company_id', 'sort', 'after', 'limit', 'count'])

const isEveryKind = (name: string, value: unknown) =>
  name === 'status_kind' && statusKinds.every((kind) => [value].flat().includes(kind))

const kindLabels = { open: 'Open', pending: 'Waiting for customer', resolved: 'Solved', closed: 'Closed' }

/** What a chip says: the filter in people's words, and its values. */
function chipOf(name: string, value: unknown): string {
  const values = [value].flat().map(String)
  if (name === 'status_kind') {
    const labels = values.map((kind) => labelText(kindLabels[kind as keyof typeof kindLabels] ?? kind))
    return `${t('ticket.filter.kind')}: ${labels.join(', ')}`
  }
  if (name === 'tag') return `${t('ticket.field.tags')}: ${values.join(', ')}`
  if (name === 'module_slug') return `${t('ticket.filter.module')}: ${values.join(', ')}`
  return name === 'mine' ? t('ticket.view.my_open') : `${name}: ${values.join(', ')}`
}
