import { Button } from '@mantine/core'
import type { PointerEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

const side = 320
/** Sent in this size; the server makes its own from it. */
const sentSide = 800

interface Cut {
  zoom: number
  x: number
  y: number
}

interface CropProps {
  file: File
  onClose: () => void
  onDone: (square: File) => Promise<void>
}

/** Cuts a square out of a picture: drag or arrow keys move it, the slider zooms. */
export function PictureCrop({ file, onClose, onDone }: CropProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [image, setImage] = useState<ImageBitmap | null>(null)
  const [cut, setCut] = useState<Cut>({ zoom: 1, x: 0, y: 0 })
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    createImageBitmap(file).then(setImage, () => setFailure(t('picture.unreadable')))
  }, [file])
  useEffect(() => {
    if (image && canvas.current) draw(canvas.current, image, cut)
  }, [image, cut])
  const move = (dx: number, dy: number) => image && setCut((now) => within(image, now, dx, dy))
  function drag(event: PointerEvent<HTMLCanvasElement>) {
    if (event.buttons === 1) move(event.movementX, event.movementY)
  }
  async function save() {
    if (!image) return
    setBusy(true)
    try {
      await onDone(await squareOf(image, cut))
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
    setBusy(false)
  }
  return (
    <Dialog opened onClose={onClose} title={t('picture.crop')} width={400}>
      <div className="mp-stack">
        <canvas
          ref={canvas}
          width={side}
          height={side}
          className="mp-crop"
          role="img"
          aria-label={t('picture.crop_hint')}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
        />
        <label className="mp-stack">
          {t('picture.zoom')}
          <input
            type="range"
            min={1}
            max={4}
            step={0.05}
            value={cut.zoom}
            onChange={(event) => {
              const zoom = Number(event.currentTarget.value)
              if (image) setCut((now) => within(image, { ...now, zoom }, 0, 0))
            }}
          />
        </label>
        <div className="mp-row">
          <Move label={t('picture.left')} sign="←" run={() => move(12, 0)} />
          <Move label={t('picture.right')} sign="→" run={() => move(-12, 0)} />
          <Move label={t('picture.up')} sign="↑" run={() => move(0, 12)} />
          <Move label={t('picture.down')} sign="↓" run={() => move(0, -12)} />
        </div>
        {failure && (
          <p role="alert" className="mp-error-text">
            {failure}
          </p>
        )}
        <Button loading={busy} disabled={!image} onClick={() => void save()}>
          {t('picture.save')}
        </Button>
      </div>
    </Dialog>
  )
}

function Move({ label, sign, run }: { label: string; sign: string; run: () => void }) {
  return (
    <Button size="compact-md" variant="default" aria-label={label} onClick={run}>
      {sign}
    </Button>
  )
}

/** How large one pixel of the picture is drawn, so that its shorter side fills the square. */
const scaleOf = (image: ImageBitmap, zoom: number) => (side / Math.min(image.width, image.height)) * zoom

/** The square never leaves the picture. */
function within(image: ImageBitmap, { zoom, x, y }: Cut, dx: number, dy: number): Cut {
  const scale = scaleOf(image, zoom)
  const clamp = (value: number, length: number) => {
    const most = (length * scale - side) / 2
    return Math.min(most, Math.max(-most, value))
  }
  return { zoom, x: clamp(x + dx, image.width), y: clamp(y + dy, image.height) }
}

function draw(canvas: HTMLCanvasElement, image: ImageBitmap, { zoom, x, y }: Cut): void {
  const context = canvas.getContext('2d')
  const ratio = canvas.width / side
  const scale = scaleOf(image, zoom) * ratio
  const [width, height] = [image.width * scale, image.height * scale]
  context?.clearRect(0, 0, canvas.width, canvas.height)
  context?.drawImage(
    image,
    (canvas.width - width) / 2 + x * ratio,
    (canvas.height - height) / 2 + y * ratio,
    width,
    height,
  )
}

async function squareOf(image: ImageBitmap, cut: Cut): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = sentSide
  canvas.height = sentSide
  draw(canvas, image, cut)
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png')
  })
  return new File([blob ?? new Blob()], 'picture.png', { type: 'image/png' })
}
