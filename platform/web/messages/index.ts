import { boot } from '../client/boot.ts'
import type { ApiProblem } from '../client/problem.ts'
import type en from './en.ts'
import { fill } from './icu.ts'

export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** The two catalogues of a module, each loaded only when it is the language of the page. */
export type Catalogues = Record<Language, () => Promise<{ default: Record<string, string> }>>

/** The language of this page: the person's, else the browser's, else English. */
export const language: Language = chooseLanguage()

/** For Intl: the person's locale when it is of that language (de-AT), else the plain language. */
export const locale: string = chooseLocale()

/** For Intl: the person's time zone, else the browser's. */
export const timeZone: string =
  boot.session?.user.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

const texts = new Map<string, string>()

/** Loads the texts of this language; before the first paint, once. */
export async function loadMessages(catalogues: readonly Catalogues[]): Promise<void> {
  const own: Catalogues = { en: () => import('./en.ts'), de: () => import('./de.ts') }
  const loaded = await Promise.all([own, ...catalogues].map((one) => one[language]()))
  for (const { default: catalogue } of loaded) {
    for (const [key, text] of Object.entries(catalogue)) texts.set(key, text)
  }
}

export type Values = Record<string, string | number>
export type Translate<Key extends string> = (key: Key, values?: Values) => string

/** The translator of a module: `export const t = translator<keyof typeof en & string>()`. */
export function translator<Key extends string>(): Translate<Key> {
  return translateAny
}

/** Platform's own texts. */
export const t: Translate<keyof typeof en & string> = translateAny

/** For keys that are data (menu labels, problem codes): the key itself when there is no text. */
export function translateAny(key: string, values: Values = {}): string {
  return fill(texts.get(key) ?? key, values, locale)
}

export const hasText = (key: string) => texts.has(key)

/** What a problem says to the person: by its code, else what the server wrote. */
export function problemText(problem: ApiProblem): string {
  const key = `problem.${problem.code}`
  const values: Values = { seconds: problem.retry_after ?? 0 }
  for (const [name, value] of Object.entries(problem.members)) {
    if (typeof value === 'string' || typeof value === 'number') values[name] = value
  }
  if (texts.has(key)) return translateAny(key, values)
  return problem.detail ?? (problem.title || t('problem.internal'))
}

function chooseLanguage(): Language {
  const wanted = [boot.session?.user.locale, ...navigator.languages].map((tag) =>
    tag?.slice(0, 2).toLowerCase(),
  )
  return (
    languages.find((one) => one === wanted.find((tag) => languages.some((known) => known === tag))) ?? 'en'
  )
}

function chooseLocale(): string {
  const tags = [boot.session?.user.locale, ...navigator.languages]
  return tags.find((tag) => tag?.toLowerCase().startsWith(language)) ?? language
}
