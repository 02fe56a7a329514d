/** The values of a statement under construction; `value` gives the placeholder, so every one is used. */
export interface Statement {
  values: unknown[]
  value(value: unknown, type: string): string
}

export function statement(): Statement {
  const values: unknown[] = []
  return { values, value: (value, type) => `$${values.push(value)}::${type}` }
}
