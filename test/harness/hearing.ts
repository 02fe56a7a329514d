import assert from 'node:assert/strict'
import type { Person } from './person.ts'

/** What somebody hears of these topics, message by message, until it is aborted. */
export async function hearing(who: Person, topics: string, abort: AbortSignal): Promise<string[]> {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${who.base}/api/live?topics=${topics}`, { headers: { cookie }, signal: abort })
  assert.equal(answer.status, 200)
  const heard: string[] = []
  const listen = async () => {
    for await (const part of answer.body ?? []) heard.push(new TextDecoder().decode(part))
  }
  void listen().catch(() => {})
  return heard
}
