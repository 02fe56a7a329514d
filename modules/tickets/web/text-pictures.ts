import { useEffect, useRef } from 'react'
import type { ContractFormState, Uploads } from '../../../platform/web/ui/index.ts'

const shown = /^image\/(?:png|jpeg|gif|webp)$/

/** Signs that would end the words of a picture early. */
const wordsOf = (file: File) => file.name.replace(/\.[^.]*$/, '').replace(/[[\]()!\\\n]/g, ' ')

/**
 * Takes files that were pasted or dropped onto the text: pictures get a place in it where the cursor stands, all else
 * is attached. The place names the upload once it has arrived, and goes when the picture is taken out of the list.
 */
export function useTextPictures(form: ContractFormState, uploads: Uploads): (files: Iterable<File>) => void {
  const latest = useRef(form)
  latest.current = form
  const waiting = useRef(new Map<string, string>())
  const textNow = () => String(latest.current.values.body)

  useEffect(() => {
    const before = textNow()
    let text = before
    for (const [key, place] of waiting.current) {
      const file = uploads.files.find((one) => one.key === key)
      if (file && file.id === undefined) continue
      waiting.current.delete(key)
      const there = file ? place.replace(`upload:${key}`, `upload:${file.id}`) : ''
      text = text.replace(place, there)
    }
    if (text !== before) latest.current.set('body', text)
  })

  return (files) => {
    const all = [...files]
    const pictures = all.filter(({ type }) => shown.test(type))
    const others = all.filter((file) => !pictures.includes(file))
    if (others.length > 0) uploads.add(others)
    if (pictures.length === 0) return
    const keys = uploads.add(pictures)
    const places = pictures.map((file, at) => `![${wordsOf(file)}](upload:${keys[at]})`)
    for (const [at, place] of places.entries()) waiting.current.set(keys[at] ?? '', place)
    insert(latest.current, places.join('\n'))
  }
}

/** Where the cursor stands, in a line of its own; behind the text where it stands elsewhere. */
function insert(form: ContractFormState, places: string): void {
  const text = String(form.values.body)
  const box = document.getElementById(form.fieldId('body'))
  const isHere = box instanceof HTMLTextAreaElement
  const at = isHere ? Math.min(box.selectionStart, text.length) : text.length
  const before = text.slice(0, at)
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  const piece = `${gap}${places}\n`
  form.set('body', before + piece + text.slice(at))
  if (isHere) requestAnimationFrame(() => box.setSelectionRange(at + piece.length, at + piece.length))
}
