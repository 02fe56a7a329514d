import type { ReactNode } from 'react'
import type { Uploads } from '../../../platform/web/ui/index.ts'

/** Files dropped on what is inside are added; without it the browser would open them. */
export function DropHere({ uploads, children }: { uploads: Uploads; children: ReactNode }) {
  return (
    <fieldset
      className="tk-plain"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault()
      }}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return
        event.preventDefault()
        uploads.add(event.dataTransfer.files)
      }}
    >
      {children}
    </fieldset>
  )
}
