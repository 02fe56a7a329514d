import { ActionIcon, Button } from '@mantine/core'
import { useState } from 'react'
import { t } from '../messages/index.ts'
import { announce } from './announce.ts'
import { IconCheck, IconCopy } from './icons.ts'

interface CopyButtonProps {
  value: string
  compact?: boolean
  label?: string
  autoFocus?: boolean
}

/** Copies `value`. `compact` is an icon only; else a button with the word. */
export function CopyButton({ value, compact, label, autoFocus }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await writeClipboard(value)
    setCopied(true)
    announce(t('action.copied'))
    setTimeout(() => setCopied(false), 2000)
  }
  const icon = copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
  const text = label ?? t('action.copy')
  if (compact) {
    return (
      <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={text} title={text}>
        {icon}
      </ActionIcon>
    )
  }
  return (
    <Button variant="default" leftSection={icon} onClick={copy} autoFocus={autoFocus ?? false}>
      {copied ? t('action.copied') : text}
    </Button>
  )
}

/** Plain http has no clipboard API; the old command still works there. */
async function writeClipboard(value: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(value)
  const field = document.createElement('textarea')
  field.value = value
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
