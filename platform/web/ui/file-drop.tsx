import { ActionIcon, Button } from '@mantine/core'
import type { DragEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { t } from '../messages/index.ts'
import type { UploadedFile, Uploads } from './file-uploads.ts'
import { IconFile, IconPaperclip, IconRefresh, IconX } from './icons.ts'
import { formatBytes } from './small.tsx'

/** A finger neither drops nor pastes files; the system's chooser offers the camera as well. */
export const isTouched = () => matchMedia('(pointer: coarse)').matches

/** A button and a drop zone; pasted files of the whole page arrive here too. Below it the files with progress. */
export function FileDrop({ uploads, accept, label }: { uploads: Uploads; accept?: string; label?: string }) {
  const [over, setOver] = useState(false)
  const choose = label ?? t('file.choose')
  const ways = `${t(isTouched() ? 'file.photo' : 'file.drop')} · ${uploads.limits}`
  const input = useRef<HTMLInputElement>(null)
  const add = useRef(uploads.add)
  add.current = uploads.add
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      add.current(files)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [])
  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    uploads.add(event.dataTransfer.files)
  }
  return (
    <div>
      <section
        className={over ? 'mp-drop mp-drop-over' : 'mp-drop'}
        aria-label={choose}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPaperclip size={16} aria-hidden />}
          onClick={() => input.current?.click()}
        >
          {choose}
        </Button>
        <span className="mp-muted mp-small">{over ? t('file.drop_now') : ways}</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={accept}
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </section>
      <UploadList uploads={uploads} />
    </div>
  )
}

function UploadList({ uploads }: { uploads: Uploads }) {
  if (uploads.files.length === 0) return null
  return (
    <ul className="mp-files">
      {uploads.files.map((file) => (
        <li key={file.key} className="mp-file" data-state={file.state}>
          <IconFile size={16} aria-hidden />
          <span className="mp-file-name">{file.name}</span>
          <FileState file={file} />
          {file.state === 'failed' && file.size > 0 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('file.retry', { name: file.name })}
              onClick={() => uploads.retry(file.key)}
            >
              <IconRefresh size={16} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t(file.state === 'sending' ? 'file.cancel' : 'file.remove', { name: file.name })}
            onClick={() => uploads.remove(file.key)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  )
}

function FileState({ file }: { file: UploadedFile }) {
  if (file.state === 'failed') {
    return (
      <span className="mp-error-text mp-small" role="alert">
        {file.reason}
      </span>
    )
  }
  if (file.state === 'done') return <span className="mp-muted mp-small">{formatBytes(file.size)}</span>
  const percent = Math.round(file.share * 100)
  return <progress max={1} value={file.share} aria-label={t('file.progress', { name: file.name, percent })} />
}

export interface ListedFile {
  id: number
  name: string
  byte_size: number
}

/** Files that can be downloaded; `href` gives the address (`urlOf(ticketsApi.download, …)`). */
export function FileList({
  files,
  href,
}: {
  files: readonly ListedFile[]
  href: (file: ListedFile) => string
}) {
  if (files.length === 0) return null
  return (
    <ul className="mp-files">
      {files.map((file) => (
        <li key={file.id} className="mp-file">
          <IconFile size={16} aria-hidden />
          <a className="mp-file-name" href={href(file)} download={file.name}>
            {file.name}
          </a>
          <span className="mp-muted mp-small">{formatBytes(file.byte_size)}</span>
        </li>
      ))}
    </ul>
  )
}
