import { problem } from '../contract/problems.ts'

/** The version that a caller read, as If-Match, in the body, or not at all. */
export interface GivenVersion {
  if_match: number | null
  version?: number | undefined
}

/** As `expectVersion`, for endpoints that demand one of both: neither given is 428 `version_required`. */
export function requireVersion(...[given, row, current]: Parameters<typeof expectVersion>): void {
  if (given.if_match === null && given.version === undefined) throw problem('version_required')
  expectVersion(given, row, current)
}

/**
 * Compares what the caller read with the row as it is: a differing If-Match is 412, a differing `version` in
 * the body 409, both `stale_version` with `current` (api §4.10). Neither given: the last write wins.
 */
export function expectVersion(given: GivenVersion, row: { version: number }, current: unknown = row): void {
  if (given.if_match !== null && given.if_match !== row.version)
    throw problem('stale_version', { status: 412, members: { current } })
  if (given.version !== undefined && given.version !== row.version)
    throw problem('stale_version', { members: { current } })
}
