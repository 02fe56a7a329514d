/** Width and height in pixels, read from the header of a PNG, GIF, WebP or JPEG without decoding it. */
export function imageSize(kind: string, head: Buffer): { width: number; height: number } | null {
  try {
    return readers[kind]?.(head) ?? null
  } catch {
    // The header ends too early: nobody knows how large it is.
    return null
  }
}

type Size = { width: number; height: number }

const readers: Record<string, (head: Buffer) => Size | null> = {
  png: (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) }),
  gif: (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) }),
  webp: webpSize,
  jpg: jpegSize,
}

function webpSize(head: Buffer): Size | null {
  const chunk = head.toString('latin1', 12, 16)
  if (chunk === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
  if (chunk === 'VP8 ')
    return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
  if (chunk !== 'VP8L') return null
  const bits = head.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
}

/** The first frame header; other segments before it are skipped by their length. */
function jpegSize(head: Buffer): Size | null {
  for (let at = 2; at < head.length; ) {
    if (head[at] !== 0xff) return null
    const marker = head.readUInt8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(at + 2)
  }
  return null
}
