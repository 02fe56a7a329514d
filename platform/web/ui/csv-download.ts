import { withPrompts } from '../client/api.ts'
import { houseHeaders } from '../client/headers.ts'
import { offline, problemFrom } from '../client/problem.ts'

/**
 * Saves a list as a file. Null when it was saved; for a list that is too long for one answer the id of the export that a
 * job makes of it. Throws `ApiProblem`.
 */
export async function downloadCsv(url: string): Promise<number | null> {
  const answer = await withPrompts(() => ask(url), {})
  if (answer.status === 202) return Number((await answer.json()).id)
  const named = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')
  save(await answer.blob().catch(failed), named?.[1] ?? 'list.csv')
  return null
}

const failed = () => {
  throw offline()
}

async function ask(url: string): Promise<Response> {
  const answer = await fetch(url, { headers: houseHeaders(), credentials: 'same-origin' }).catch(failed)
  if (answer.ok) return answer
  const text = await answer.text()
  throw problemFrom({ status: answer.status, header: (name) => answer.headers.get(name), text })
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
