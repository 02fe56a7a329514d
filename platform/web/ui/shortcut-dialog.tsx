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
    <Dialog opened={opened} onClose={() => onChange(false)} title={t('shortcut.title')} width={820}>
      <ShortcutTable />
    </Dialog>
  )
}

function ShortcutTable() {
  const [groups] = useState(grouped)
  return (
    <div className="mp-key-groups">
      {groups.map(({ title, shortcuts }) => (
        <table key={title} className="mp-keys">
          <caption>{title}</caption>
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
      ))}
    </div>
  )
}

const ofShell = new Set(['?', 'mod+k', 'mod+z', 'mod+Enter', 'Esc'])

/** What this page has, where one can go, and what works everywhere. */
function grouped() {
  const active = activeShortcuts()
  const isGo = (keys: string) => keys.startsWith('g ')
  const everywhere = [
    ...active.filter(({ keys }) => ofShell.has(keys)),
    ...(active.some(({ keys }) => keys === 'mod+Enter')
      ? []
      : [{ keys: 'mod+Enter', label: t('shortcut.submit') }]),
    { keys: 'Esc', label: t('shortcut.close') },
  ]
  return [
    { title: t('shortcut.page'), shortcuts: active.filter(({ keys }) => !isGo(keys) && !ofShell.has(keys)) },
    { title: t('shortcut.go'), shortcuts: active.filter(({ keys }) => isGo(keys)) },
    { title: t('shortcut.everywhere'), shortcuts: everywhere },
  ].filter(({ shortcuts }) => shortcuts.length > 0)
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
  if (key === 'Escape') return 'Esc'
  return key.length === 1 ? key.toUpperCase() : key
}
