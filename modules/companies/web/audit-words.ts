/** `invited_by_user_id` → invited by user */
export const wordsOf = (name: string) => name.replace(/_ids?$/, '').replaceAll('_', ' ')

/** A value as a person reads it. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value)) return value.map(textOf).join(', ') || '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
