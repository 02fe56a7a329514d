import type { Icon } from '@tabler/icons-react'
import { urlOf } from '../../../platform/web/client/index.ts'
import { IconFile } from '../../../platform/web/ui/icons.ts'
import { formatBytes } from '../../../platform/web/ui/index.ts'
import type { Attachment } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { IconFileText, IconFileTypePdf, IconFileZip, IconPhoto } from './icons.ts'
import { t } from './messages.ts'

/** Kinds that every browser shows; SVG is not among them, it can carry scripts. */
const shown = /^image\/(png|jpe?g|gif|webp|avif)$/

interface AttachmentsProps {
  ticketId: number
  files: readonly Attachment[]
  /** Small pictures of images above the list; true unless said. */
  previews?: boolean
  /** The text beside them: what it shows in place is not shown twice. */
  html?: string
}

/** Files of an entry: images as small pictures, all of them with size, to download. */
export function Attachments({ ticketId, files, previews = true, html = '' }: AttachmentsProps) {
  if (files.length === 0) return null
  const images = previews ? files.filter((file) => shown.test(file.content_type) && !isIn(html, file)) : []
  return (
    <div className="tk-attachments">
      {images.length > 0 && (
        <ul className="tk-previews">
          {images.map((file) => (
            <li key={file.id}>
              <a href={addressOf(ticketId, file, true)} target="_blank" rel="noopener">
                <img
                  src={addressOf(ticketId, file, true)}
                  alt={t('ticket.file.preview', { name: file.name })}
                  loading="lazy"
                />
              </a>
            </li>
          ))}
        </ul>
      )}
      <ul className="mp-files" aria-label={t('ticket.file.attached')}>
        {files.map((file) => (
          <FileRow key={file.id} ticketId={ticketId} file={file} />
        ))}
      </ul>
    </div>
  )
}

const isIn = (html: string, { id }: Attachment) => html.includes(`/attachments/${id}/content`)

function FileRow({ ticketId, file }: { ticketId: number; file: Attachment }) {
  const Icon = iconOf(file.content_type)
  return (
    <li className="mp-file">
      <Icon size={16} stroke={1.75} aria-hidden />
      <a className="mp-file-name" href={addressOf(ticketId, file)} download={file.name}>
        {file.name}
      </a>
      <span className="mp-muted mp-small">{formatBytes(file.byte_size)}</span>
    </li>
  )
}

const addressOf = (ticket_id: number, file: Attachment, inline?: boolean) =>
  urlOf(ticketsApi.download, {
    params: { ticket_id, attachment_id: file.id },
    ...(inline && { query: { inline: true } }),
  })

function iconOf(type: string): Icon {
  if (type.startsWith('image/')) return IconPhoto
  if (type === 'application/pdf') return IconFileTypePdf
  if (/zip|compressed|x-tar|gzip/.test(type)) return IconFileZip
  return type.startsWith('text/') ? IconFileText : IconFile
}
