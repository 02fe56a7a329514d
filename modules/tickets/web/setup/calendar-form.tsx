import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api, problemOf } from '../../../../platform/web/client/index.ts'
import { timeZone } from '../../../../platform/web/messages/index.ts'
import { formatTime, Guard, refusalText } from '../../../../platform/web/ui/index.ts'
import type { DeskCalendar } from '../../contract/sla.ts'
import { ticketsApi } from '../../contract.ts'
import { lengthOf } from '../sla-words.ts'
import { t } from './messages.ts'
import { leadToWrong, save } from './setup-call.ts'
import { holidaysOf, spansOf, textOfHolidays, textOfSpans } from './sla-text.ts'
import { dayNames, type Weekday, weekdays } from './week.ts'

interface Draft {
  name: string
  time_zone: string
  isAlways: boolean
  is_default: boolean
  days: Record<Weekday, string>
  holidays: string
}

const usual = '09:00-17:00'

function draftOf(calendar: DeskCalendar | null): Draft {
  const text = (day: Weekday) =>
    calendar ? textOfSpans(calendar.hours[day]) : day === 'sat' || day === 'sun' ? '' : usual
  return {
    name: calendar?.name ?? '',
    time_zone: calendar?.time_zone ?? timeZone,
    isAlways: calendar !== null && Object.keys(calendar.hours).length === 0,
    is_default: calendar?.is_default ?? false,
    days: Object.fromEntries(weekdays.map((day) => [day, text(day)])) as Record<Weekday, string>,
    holidays: textOfHolidays(calendar?.holidays ?? []),
  }
}

/** What is sent; null while something cannot be read. */
function bodyOf({ name, time_zone, isAlways, is_default, days, holidays }: Draft) {
  const spans = weekdays.map((day) => [day, spansOf(days[day])] as const)
  const free = holidaysOf(holidays)
  if (!free || (!isAlways && spans.some(([, some]) => some === undefined))) return null
  const hours = isAlways ? {} : Object.fromEntries(spans.filter(([, some]) => some?.length))
  return { name: name.trim(), time_zone, is_default, hours, holidays: free }
}

/** Working hours, and beside them when something promised now would be due. */
export function CalendarForm({ calendar, onDone }: { calendar: DeskCalendar | null; onDone: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(calendar))
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(calendar))
  const body = bodyOf(draft)
  async function send() {
    if (!body) return
    const work = calendar
      ? api(ticketsApi.changeCalendar, {
          params: { calendar_id: calendar.id },
          body: { ...body, version: calendar.version },
        })
      : api(ticketsApi.createCalendar, { body })
    if (await save(work, ticketsApi.listCalendars)) onDone()
  }
  return (
    <form
      className="mp-stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (body) void send()
        else leadToWrong(event.currentTarget)
      }}
    >
      <TextInput
        label={t('setup_desk.name')}
        required
        pattern=".*\S.*"
        maxLength={60}
        data-autofocus
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('sla.time_zone')}
        required
        list="ds-zones"
        value={draft.time_zone}
        onChange={(event) => change({ time_zone: event.currentTarget.value })}
      />
      <datalist id="ds-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Checkbox
        label={t('sla.always')}
        checked={draft.isAlways}
        onChange={(event) => change({ isAlways: event.currentTarget.checked })}
      />
      {!draft.isAlways && <Days draft={draft} change={change} />}
      <Textarea
        label={t('sla.holidays')}
        description={t('sla.holidays_hint')}
        rows={3}
        value={draft.holidays}
        error={holidaysOf(draft.holidays) ? null : t('sla.holidays_bad')}
        onChange={(event) => change({ holidays: event.currentTarget.value })}
      />
      <Checkbox
        label={t('sla.calendar_default')}
        checked={draft.is_default}
        onChange={(event) => change({ is_default: event.currentTarget.checked })}
      />
      <DueTimes body={body} />
      <div className="mp-form-actions">
        <Button type="submit">{t('desk.save')}</Button>
      </div>
      <Guard when={isChanged} />
    </form>
  )
}

function Days({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  return (
    <fieldset className="mp-stack ds-plain">
      <legend>{t('sla.hours')}</legend>
      <p className="mp-muted">{t('sla.hours_hint')}</p>
      <div className="ds-days">
        {dayNames().map(({ day, name }) => (
          <div key={day} style={{ display: 'contents' }}>
            <span id={`ds-day-${day}`}>{name}</span>
            <TextInput
              aria-labelledby={`ds-day-${day}`}
              placeholder={t('sla.closed')}
              value={draft.days[day]}
              error={spansOf(draft.days[day]) ? null : t('sla.hours_bad')}
              onChange={(event) => change({ days: { ...draft.days, [day]: event.currentTarget.value } })}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}

const tried = [60, 240, 480, 2_400]

interface Due {
  items: { minutes: number; due_at: string | null }[]
  refusal: string | null
}

async function askDue(body: NonNullable<ReturnType<typeof bodyOf>>): Promise<Due> {
  const { time_zone, hours, holidays } = body
  try {
    const asked = { time_zone, hours, holidays, minutes: tried }
    const { items } = await api(ticketsApi.previewCalendar, { body: asked })
    return { items, refusal: null }
  } catch (error) {
    const problem = problemOf(error)
    const isOutOfOrder = problem.errors.some(({ code }) => code === 'not_allowed')
    return { items: [], refusal: isOutOfOrder ? t('sla.hours_order') : refusalText(problem) }
  }
}

/** As the portal counts it, a moment after the last key. */
function DueTimes({ body }: { body: ReturnType<typeof bodyOf> }) {
  const [due, setDue] = useState<Due>({ items: [], refusal: null })
  const asked = JSON.stringify(body)
  useEffect(() => {
    let isOld = false
    const timer = setTimeout(async () => {
      const answer = asked === 'null' ? null : await askDue(JSON.parse(asked))
      if (answer && !isOld) setDue(answer)
    }, 300)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [asked])
  return (
    <div className="ds-preview" aria-live="polite">
      {due.refusal && <span className="mp-error-text">{due.refusal}</span>}
      <strong>{t('sla.preview')}</strong>
      <ul>
        {due.items.map(({ minutes, due_at }) => (
          <li key={minutes}>
            {t('sla.preview_in', { time: lengthOf(minutes * 60_000) })}:{' '}
            {due_at === null ? t('sla.never') : formatTime(due_at)}
          </li>
        ))}
      </ul>
    </div>
  )
}
