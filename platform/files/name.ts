const longest = 150
const unsafe = /[<>:"|?*]/g
// Control, format (zero-width, bidirectional) and line-separating characters.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i

/** What a file may be called (api §4.12): one harmless path part of at most 150 characters; `document` for nothing. */
export function cleanName(given: string | undefined): string {
  const part = (given ?? '').toWellFormed().normalize('NFC').split(/[/\\]/).pop() ?? ''
  const visible = part.replace(invisible, '').replace(unsafe, '_').trim()
  const name = visible.replace(/^[.\s]+/, '').replace(/[.\s]+$/, '')
  if (name === '') return 'document'
  const safe = device.test((name.split('.', 1)[0] ?? '').trim()) ? `_${name}` : name
  return cut(safe)
}

/** The ending in lower case, without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

function cut(name: string): string {
  const letters = [...name]
  if (letters.length <= longest) return name
  const extension = extensionOf(name)
  const ending = extension ? name.slice(-(extension.length + 1)) : ''
  return (
    letters
      .slice(0, longest - ending.length)
      .join('')
      .trimEnd() + ending
  )
}
