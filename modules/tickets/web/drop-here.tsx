import type { ReactNode } from 'react'
import type { ContractFormState, Uploads } from '../../../platform/web/ui/index.ts'
import { useTextPictures } from './text-pictures.ts'

interface Props {
  form: ContractFormState
  uploads: Uploads
  children: ReactNode
}

/** Files dropped or pasted on the text inside: pictures stand in it, the rest is attached. */
export function DropHere({ form, uploads, children }: Props) {
  const take = useTextPictures(form, uploads)
  return (
    <fieldset
      className="tk-plain"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault()
      }}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return
        event.preventDefault()
        take(event.dataTransfer.files)
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return
        event.preventDefault()
        // What is pasted elsewhere on the page is attached; this stands in the text.
        event.stopPropagation()
        take(event.clipboardData.files)
      }}
    >
      {children}
    </fieldset>
  )
}
