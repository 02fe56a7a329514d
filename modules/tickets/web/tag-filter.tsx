import { api } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { Picker } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'

async function findTags(q: string, signal: AbortSignal) {
  const query = { limit: 20, ...(q && { q }) }
  const { items } = await api(ticketsApi.listTags, { query }, { signal })
  return items.map(({ slug }) => ({ value: slug, label: slug }))
}

/** Narrows the list by tags; each further one narrows it more, and stands as a chip below. */
export function TagFilter({ list }: { list: ListState }) {
  const tags = [list.query.tag ?? []].flat().map(String)
  return (
    <div className="tk-company-filter">
      <Picker
        label={t('ticket.field.tags')}
        placeholder={t('ticket.field.tags')}
        value={null}
        load={findTags}
        onChange={(choice) => choice && list.set({ tag: [...new Set([...tags, choice.value])] })}
      />
    </div>
  )
}
