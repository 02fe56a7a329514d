import { useEffect, useRef, useState } from 'react'
import { locale } from '../messages/index.ts'
import { dropDraft, readDraft, type SentRequest, writeDraft } from './drafts.ts'

type Values = Record<string, unknown>

export interface FormDraft {
  /** "14:02" when a draft was put back into the form. */
  restored: string | null
  /** Keeps with the texts what is sent with them now; null: what became of it is known. */
  keepSent: (values: Values, sent: Omit<SentRequest, 'texts'> | null) => void
  /** Forgets the draft after sending. */
  drop: () => void
  /** Forgets the texts and shows the form as it was; a request whose answer was lost is remembered. */
  discard: () => void
}

/** A request of before, whose answer was lost. */
export interface LostRequest extends SentRequest {
  /** The texts that were put back are those it was made of. */
  isOfTexts: boolean
}

/**
 * Keeps what was typed (2 s after the last key) and puts it back when the form is opened again, with the request that
 * was sent last if its answer was lost: sent again, it is the same one.
 */
export function useFormDraft(
  key: string | undefined,
  values: Values,
  start: Values,
  setValues: (values: Values, lost?: LostRequest) => void,
): FormDraft {
  const [restored, setRestored] = useState<string | null>(null)
  const first = useRef(start)
  const underWay = useRef<SentRequest | undefined>(undefined)
  const put = useRef(setValues)
  put.current = setValues
  useEffect(() => {
    let gone = false
    if (key) {
      void readDraft(key).then((draft) => {
        if (gone || !draft) return
        const { sent, values: kept } = draft
        underWay.current = sent
        const lost = sent && { ...sent, isOfTexts: sent.texts === JSON.stringify(kept) }
        put.current({ ...first.current, ...kept }, lost)
        if (Object.keys(kept).length === 0) return
        setRestored(new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(draft.saved_at))
      })
    }
    return () => {
      gone = true
    }
  }, [key])
  useEffect(() => {
    if (!key || JSON.stringify(values) === JSON.stringify(start)) return
    const timer = setTimeout(() => void writeDraft(key, texts(values), underWay.current), 2000)
    return () => clearTimeout(timer)
  }, [key, values, start])

  function keepSent(now: Values, sent: Omit<SentRequest, 'texts'> | null) {
    if (!key) return
    const kept = texts(now)
    underWay.current = sent ? { ...sent, texts: JSON.stringify(kept) } : undefined
    void writeDraft(key, kept, underWay.current)
  }
  function drop() {
    underWay.current = undefined
    if (key) void dropDraft(key)
    setRestored(null)
  }
  function discard() {
    const lost = underWay.current
    drop()
    underWay.current = lost
    if (key && lost) void writeDraft(key, {}, lost)
    setValues(first.current)
  }
  return { restored, keepSent, drop, discard }
}

/** Files and passwords are not kept. */
const texts = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !name.includes('password') && !Array.isArray(value)),
  )
