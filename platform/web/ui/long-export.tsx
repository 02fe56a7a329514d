import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { exportsApi, type ListExport } from '../../exports/contract.ts'
import { hrefOf, useApi } from '../client/index.ts'
import { useLive } from '../live/index.ts'
import { hasText, problemText, t, translateAny } from '../messages/index.ts'
import { Dialog } from './dialog.tsx'
import { Loading } from './states.tsx'

const topics = ['exports']

/** How far the file of a long list is, and where it can be had. */
export default function LongExport({ id, close }: { id: number; close: () => void }) {
  useLive(topics)
  const { data, error, refetch } = useApi(exportsApi.readExport, { params: { export_id: id } }, { topics })
  const isOver = error !== null || data?.status === 'finished' || data?.status === 'failed'
  useEffect(() => {
    const timer = isOver ? undefined : setInterval(() => void refetch(), 2_000)
    return () => clearInterval(timer)
  }, [isOver, refetch])
  return (
    <Dialog opened onClose={close} title={t('export.title')}>
      <div className="mp-stack" role="status">
        {error ? (
          <p>{problemText(error)}</p>
        ) : data ? (
          <State made={data} close={close} />
        ) : (
          <Loading rows={2} />
        )}
      </div>
    </Dialog>
  )
}

function State({ made, close }: { made: ListExport; close: () => void }) {
  const { status, rows_done, rows_total, content_path, problems } = made
  if (status === 'failed') return <p>{t('export.failed', { why: reasonOf(problems) })}</p>
  if (content_path !== null)
    return (
      <>
        <p>{t('export.ready', { n: rows_done })}</p>
        <div>
          <Button component="a" href={hrefOf(content_path)} download data-autofocus onClick={close}>
            {t('export.download')}
          </Button>
        </div>
      </>
    )
  return (
    <>
      <p>{t('export.making')}</p>
      <progress
        className="mp-progress"
        {...(rows_total !== null && { max: Math.max(1, rows_total), value: rows_done })}
        aria-label={t('export.title')}
      />
      <p className="mp-muted mp-small">
        {rows_total === null
          ? t('export.rows', { n: rows_done })
          : t('export.rows_of', { n: rows_done, total: rows_total })}
      </p>
    </>
  )
}

function reasonOf([problem]: ListExport['problems']): string {
  if (!problem) return ''
  const key = `problem.${problem.code}`
  return hasText(key) ? translateAny(key) : problem.message
}
