import { useState } from 'react'
import { t } from '../messages/index.ts'
import { Dialog } from './dialog.tsx'
import { activeShortcuts, useShortcut } from './shortcuts.ts'

/** The table of keys that work now, on `?`; drawn once by the shell, which may open it too. */
export function ShortcutDialog({
  opened,
  onChange,
}: {
  opened: boolean
  onChange: (opened: boolean) => void
}) {
  useShortcut('?', t('shortcut.help'), () => onChange(true))
  return (
    <Dialog opened={opened} onClose={() => onChange(false)} title={t('shortcut.title')}>
      <ShortcutTable />
    </Dialog>
  )
}

function ShortcutTable() {
  const [shortcuts] = useState(() => [
    ...activeShortcuts(),
    { keys: 'mod+Enter', label: t('shortcut.submit') },
    { keys: 'Esc', label: t('shortcut.close') },
  ])
  return (
    <table className="mp-keys">
      <tbody>
        {shortcuts.map(({ keys, label }) => (
          <tr key={keys}>
            <th scope="row">{label}</th>
            <td>
              <Keys keys={keys} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** `mod+k` as keys: Ctrl + K. */
export function Keys({ keys }: { keys: string }) {
  return keys.split(' ').map((press, at) => (
    <span key={press}>
      {at > 0 && ` ${t('shortcut.then')} `}
      {press.split('+').map((key) => (
        <kbd key={key}>{nameOf(key)}</kbd>
      ))}
    </span>
  ))
}

function nameOf(key: string): string {
  if (key === 'mod') return isMac ? '⌘' : 'Ctrl'
  return key.length === 1 ? key.toUpperCase() : key
}
