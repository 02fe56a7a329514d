import sharp from 'sharp'
import { problem } from '../contract/problems.ts'
import type { Accept } from './kinds.ts'

/** A preset of operations §4.11: at most so many pixels a side; squares are cut from the middle. */
export interface PicturePreset {
  max_bytes: number
  sides: readonly number[]
  shape: 'square' | 'whole'
  accept: Accept
}

export const profilePicture: PicturePreset = {
  max_bytes: 5 * 1_048_576,
  sides: [400, 96],
  shape: 'square',
  accept: 'image',
}

/** Of a company. */
export const logoPicture: PicturePreset = {
  max_bytes: 1_048_576,
  sides: [512],
  shape: 'whole',
  accept: ['png', 'jpg', 'webp'],
}

export interface Rendered {
  bytes: Buffer
  width: number
  height: number
}

// Only these decoders may run; what else the library could open stays shut.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
})
sharp.cache(false)

const mostPixels = 40_000_000
const longestSide = 12_000
const atOnce = 2

let running = 0
const waiting: (() => void)[] = []

/**
 * The picture in each size of the preset: upright, without metadata, never enlarged, WebP. Two at a time in this
 * process, 10 s each. 422 `bad_image` for what does not decode, `image_too_large` for too many pixels.
 */
export async function renderPicture(bytes: Buffer, preset: PicturePreset): Promise<Rendered[]> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await renderAll(bytes, preset)
  } finally {
    running--
    waiting.shift()?.()
  }
}

async function renderAll(bytes: Buffer, { sides, shape }: PicturePreset): Promise<Rendered[]> {
  const open = () => sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels })
  const { width = 0, height = 0 } = await decoded(open().metadata())
  if (Math.max(width, height) > longestSide || width * height > mostPixels) throw problem('image_too_large')

  const rendered: Rendered[] = []
  for (const side of sides) {
    const length = shape === 'square' ? Math.min(side, width, height) : side
    const picture = open()
      .autoOrient()
      .resize(length, length, { fit: shape === 'square' ? 'cover' : 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .timeout({ seconds: 10 })
    const { data, info } = await decoded(picture.toBuffer({ resolveWithObject: true }))
    rendered.push({ bytes: data, width: info.width, height: info.height })
  }
  return rendered
}

async function decoded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch {
    throw problem('bad_image')
  }
}
