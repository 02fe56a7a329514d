import { readFileSync } from 'node:fs'

export type Source = Record<string, string | undefined>

/** All that is wrong with the configuration, at once. The process ends with exit code 78. */
export class ConfigProblems extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The configuration is not right:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.problems = problems
  }
}

export function readerOn(source: Source, problems: string[]) {
  function text(name: string): string | null {
    const plain = source[name]?.trim() || null
    const file = source[`${name}_FILE`]?.trim()
    if (!file) return plain
    if (plain) problems.push(`${name} and ${name}_FILE are both set: keep one`)
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '') || null
    } catch {
      problems.push(`${name}_FILE cannot be read`)
      return null
    }
  }
  return {
    text,
    flag: (name: string, otherwise: boolean) => {
      const value = text(name)
      return value === null ? otherwise : ['true', '1', 'yes', 'on'].includes(value.toLowerCase())
    },
    number(name: string, otherwise: number, least: number, most: number): number {
      const value = text(name)
      if (value === null) return otherwise
      const number = Number(value)
      if (Number.isInteger(number) && number >= least && number <= most) return number
      problems.push(`${name} must be a whole number from ${least} to ${most}`)
      return otherwise
    },
    oneOf<const Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice {
      const value = text(name)
      if (value === null) return otherwise
      if ((choices as readonly string[]).includes(value)) return value as Choice
      problems.push(`${name} must be one of ${choices.join(', ')}`)
      return otherwise
    },
    parsed<T>(name: string, otherwise: string, parse: (text: string) => T): T {
      try {
        return parse(text(name) ?? otherwise)
      } catch (error) {
        problems.push(`${name}: ${(error as Error).message}`)
        return parse('')
      }
    },
  }
}

/** Reads one variable each, by its kind; what is wrong is noted, not thrown. */
export type Read = ReturnType<typeof readerOn>
