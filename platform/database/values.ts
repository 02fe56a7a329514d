import pg from 'pg'

const int8 = 20
const int8Array = 1016
const date = 1082
const timestamptz = 1184

/**
 * How values leave the database: bigint as a safe number, times as the wire's ISO text in UTC, dates as
 * text. Nothing is mapped afterwards (api §4.4).
 */
export const wireTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8) return toSafeInteger
    if (oid === timestamptz) return toIsoTime
    if (oid === date) return String
    if (oid === int8Array) return toSafeIntegers
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit into a JSON number`)
  return value
}

function toSafeIntegers(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(toSafeInteger)
}

/** `2026-11-20 22:30:00.123456+00` → `2026-11-20T22:30:00.123Z`; connections run in UTC. */
export function toIsoTime(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, text.length - 3) : ''
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}
