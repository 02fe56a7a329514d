import type { AnyEndpoint } from '../contract/endpoint.ts'

/** `/tickets/{ticket.id}` filled from the answer, else from the address asked, below /api; null when the contract names none. */
export function locationOf(declared: AnyEndpoint, value: unknown, params: unknown): string | null {
  if (!declared.location || typeof value !== 'object' || value === null) return null
  return `/api${declared.location.replace(/\{([\w.]+)\}/g, (_, path: string) =>
    String(at(value, path) ?? at(params, path)),
  )}`
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], value)
}
