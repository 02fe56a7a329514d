import cronstrue from 'cronstrue/i18n.js'
import { invalid } from '../contract/problems.ts'
import { nextTimes } from './cron.ts'

/** A schedule in words, in each language of the portal. */
export interface Sentence {
  en: string
  de: string
}

const say = (cron: string, locale: keyof Sentence) =>
  cronstrue.default.toString(cron, { locale, use24HourTimeFormat: true, throwExceptionOnParseError: false })

const said = new Map<string, Sentence>()

export function sentenceOf(cron: string): Sentence {
  const known = said.get(cron)
  if (known) return known
  const sentence = { en: say(cron, 'en'), de: say(cron, 'de') }
  if (said.size > 500) said.clear()
  said.set(cron, sentence)
  return sentence
}

export interface Preview {
  next: string[]
  sentence: Sentence
}

/** The next five times and the schedule in words; 422 for one that cannot be read or never comes. */
export function previewSchedule(cron: string, timeZone: string, after = new Date()): Preview {
  const next = timesOf(cron, timeZone, after)
  if (next.length === 0) throw invalid('cron', 'not_allowed', 'It would not run within five years.')
  return { next: next.map((time) => time.toISOString()), sentence: sentenceOf(cron) }
}

function timesOf(cron: string, timeZone: string, after: Date): Date[] {
  try {
    return nextTimes(cron, timeZone, after, 5)
  } catch {
    throw invalid('cron', 'bad_format', 'Give minute, hour, day, month and weekday, as in 30 2 * * 1-5.')
  }
}
