import { translateAny } from '../../../platform/web/messages/index.ts'
import { useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { entries } from '../modules.ts'
import { menu } from './menu-entries.ts'

const creates = entries((module) => module.creates)

/** `g` and a letter lead to a page, `c` makes the first new thing. */
export function PageKeys() {
  return (
    <>
      {menu.map(
        (entry) =>
          entry.key && <GoKey key={entry.path} letter={entry.key} path={entry.path} label={entry.label} />,
      )}
      {creates[0] && <CreateKey path={creates[0].path} label={creates[0].label} />}
    </>
  )
}

function GoKey({ letter, path, label }: { letter: string; path: string; label: string }) {
  const go = useGo()
  useShortcut(`g ${letter}`, t('shell.go_to', { page: translateAny(label) }), () => go(path))
  return null
}

function CreateKey({ path, label }: { path: string; label: string }) {
  const go = useGo()
  useShortcut('c', translateAny(label), () => go(path))
  return null
}
