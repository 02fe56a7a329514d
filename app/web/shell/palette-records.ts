import { operationsApi } from '../../../modules/operations/contract.ts'
import { api } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'

/** Records of every kind this person may see; `missing` names kinds that could not be searched. */
export async function findRecords(q: string, signal: AbortSignal) {
  const asked = api(operationsApi.searchEverything, { query: { q, limit: 8 } }, { signal })
  const { groups, incomplete } = await asked.catch(() => ({ groups: [], incomplete: [''] }))
  const choices = groups.flatMap(({ kind, items }): Choice[] =>
    items.map(({ title, subtitle, path, badge }) => ({
      value: path,
      label: title,
      group: nameOf(kind),
      hint: [subtitle, badge].filter(Boolean).join(' · '),
    })),
  )
  return { choices, missing: incomplete.map(nameOf) }
}

function nameOf(kind: string): string {
  const key = `search.kind.${kind}`
  return hasText(key) ? translateAny(key) : t('palette.results')
}
