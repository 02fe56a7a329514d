import { useEffect, useRef, useState } from 'react'
import { locale } from '../messages/index.ts'
import { type Draft, dropDraft, readDraft, type SentRequest, writeDraft } from './drafts.ts'

type Values = Record<string, unknown>

export interface FormDraft {
  /** "14:02" when a draft was put back into the form. */
  restored: string | null
  /** Keeps with the texts what is sent with them now; null: what became of it is known. */
  keepSent: (values: Values, sent: SentRequest | null) => void
  /** Forgets the draft after sending. */
  drop: () => void
  /** Forgets it and shows the form as it was. */
  discard: () => void
}

/** The server knows an Idempotency-Key for so long. */
const keyAge = 86_400_000

/**
 * Keeps what was typed (2 s after the last key) and puts it back when the form is opened again, with the request that
 * was sent with it if its answer was lost: sent again, it is the same one.
 */
export function useFormDraft(
  key: string | undefined,
  values: Values,
  start: Values,
  setValues: (values: Values, sent?: SentRequest) => void,
): FormDraft {
  const [restored, setRestored] = useState<string | null>(null)
  const first = useRef(start)
  const underWay = useRef<UnderWay | null>(null)
  const put = useRef(setValues)
  put.current = setValues
  useEffect(() => {
    let gone = false
    if (key) {
      void readDraft(key).then((draft) => {
        if (gone || !draft) return
        underWay.current = underWayOf(draft)
        put.current({ ...first.current, ...draft.values }, underWay.current?.sent)
        setRestored(new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(draft.saved_at))
      })
    }
    return () => {
      gone = true
    }
  }, [key])
  useEffect(() => {
    if (!key || JSON.stringify(values) === JSON.stringify(start)) return
    const timer = setTimeout(() => save(key, values, underWay.current), 2000)
    return () => clearTimeout(timer)
  }, [key, values, start])

  function keepSent(now: Values, sent: SentRequest | null) {
    if (!key) return
    underWay.current = sent && { texts: JSON.stringify(texts(now)), sent }
    save(key, now, underWay.current)
  }
  function drop() {
    underWay.current = null
    if (key) void dropDraft(key)
    setRestored(null)
  }
  return {
    restored,
    keepSent,
    drop,
    discard: () => {
      drop()
      setValues(first.current)
    },
  }
}

interface UnderWay {
  texts: string
  sent: SentRequest
}

const underWayOf = ({ values, sent }: Draft): UnderWay | null =>
  sent && Date.now() - sent.at < keyAge ? { texts: JSON.stringify(values), sent } : null

/** Another text is another request. */
function save(key: string, values: Values, underWay: UnderWay | null) {
  const kept = texts(values)
  void writeDraft(key, kept, underWay?.texts === JSON.stringify(kept) ? underWay.sent : undefined)
}

/** Files and passwords are not kept. */
const texts = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !name.includes('password') && !Array.isArray(value)),
  )
