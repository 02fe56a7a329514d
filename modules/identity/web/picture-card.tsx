import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { api, fullName, hrefOf, problemOf, upload, useSignedIn } from '../../../platform/web/client/index.ts'
import { Initials, toast } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { PictureCrop } from './picture-crop.tsx'

/** One's own picture: choose, cut, take away. */
export function PictureCard() {
  const { user } = useSignedIn()
  const [url, setUrl] = useState(user.picture_url)
  const [chosen, setChosen] = useState<File | null>(null)
  const input = useRef<HTMLInputElement>(null)
  function show(next: string | null) {
    user.picture_url = next
    setUrl(next)
  }
  async function send(file: File) {
    const { picture_url } = await upload(identityApi.setPicture, file)
    show(picture_url)
    setChosen(null)
    toast.success(t('picture.saved'))
  }
  async function remove() {
    try {
      await api(identityApi.deletePicture)
      show(null)
    } catch (error) {
      toast.error(problemOf(error))
    }
  }
  return (
    <section className="mp-card mp-row" aria-label={t('picture.title')}>
      {url ? (
        <img src={hrefOf(url)} alt="" width={64} height={64} className="mp-picture" />
      ) : (
        <Initials name={fullName(user)} size={64} />
      )}
      <Button variant="default" onClick={() => input.current?.click()}>
        {url ? t('picture.change') : t('picture.choose')}
      </Button>
      {url && (
        <Button variant="subtle" color="red" onClick={() => void remove()}>
          {t('picture.remove')}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        hidden
        onChange={(event) => {
          setChosen(event.currentTarget.files?.[0] ?? null)
          event.currentTarget.value = ''
        }}
      />
      {chosen && <PictureCrop file={chosen} onClose={() => setChosen(null)} onDone={send} />}
    </section>
  )
}
