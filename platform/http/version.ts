import { problem } from '../contract/problems.ts'

/**
 * Compares what the caller read with the row as it is: a differing If-Match is 412, a differing `version` in
 * the body 409, both `stale_version` with `current` (api §4.10). Neither given: the last write wins.
 */
export function expectVersion(
  given: { if_match: number | null; version?: number | undefined },
  row: { version: number },
  current: unknown = row,
): void {
  if (given.if_match !== null && given.if_match !== row.version)
    throw problem('stale_version', { status: 412, members: { current } })
  if (given.version !== undefined && given.version !== row.version)
    throw problem('stale_version', { members: { current } })
}
