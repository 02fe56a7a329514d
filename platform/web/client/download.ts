import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { urlOf, withPrompts } from './api.ts'
import { houseHeaders } from './headers.ts'
import { offline, problemFrom } from './problem.ts'

/**
 * Lets the browser download what an endpoint answers with, once it would: its first byte is asked for before, so that a
 * refusal, or "confirm that it is you", is met on this page. Throws `ApiProblem`.
 */
export async function download(
  declared: AnyEndpoint,
  request: { params?: unknown; query?: unknown } = {},
): Promise<void> {
  const url = urlOf(declared, request)
  await withPrompts(() => firstByte(url), {})
  location.assign(url)
}

async function firstByte(url: string): Promise<void> {
  const headers = { ...houseHeaders(), range: 'bytes=0-0' }
  const answer = await fetch(url, { headers, credentials: 'same-origin' }).catch(() => {
    throw offline()
  })
  const text = await answer.text()
  if (!answer.ok)
    throw problemFrom({ status: answer.status, header: (name) => answer.headers.get(name), text })
}
