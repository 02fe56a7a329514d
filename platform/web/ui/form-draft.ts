import { useEffect, useRef, useState } from 'react'
import { locale } from '../messages/index.ts'
import { dropDraft, readDraft, writeDraft } from './drafts.ts'

type Values = Record<string, unknown>

export interface FormDraft {
  /** "14:02" when a draft was put back into the form. */
  restored: string | null
  /** Forgets the draft after sending. */
  drop: () => void
  /** Forgets it and shows the form as it was. */
  discard: () => void
}

/** Keeps what was typed (2 s after the last key) and puts it back when the form is opened again. */
export function useFormDraft(
  key: string | undefined,
  values: Values,
  start: Values,
  setValues: (values: Values) => void,
): FormDraft {
  const [restored, setRestored] = useState<string | null>(null)
  const first = useRef(start)
  const put = useRef(setValues)
  put.current = setValues
  useEffect(() => {
    let gone = false
    if (key) {
      void readDraft(key).then((draft) => {
        if (gone || !draft) return
        put.current({ ...first.current, ...draft.values })
        setRestored(new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(draft.saved_at))
      })
    }
    return () => {
      gone = true
    }
  }, [key])
  useEffect(() => {
    if (!key || JSON.stringify(values) === JSON.stringify(start)) return
    const timer = setTimeout(() => void writeDraft(key, texts(values)), 2000)
    return () => clearTimeout(timer)
  }, [key, values, start])

  function drop() {
    if (key) void dropDraft(key)
    setRestored(null)
  }
  return {
    restored,
    drop,
    discard: () => {
      drop()
      setValues(first.current)
    },
  }
}

/** Files and passwords are not kept. */
const texts = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !name.includes('password') && !Array.isArray(value)),
  )
