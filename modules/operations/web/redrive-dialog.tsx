import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { problemOf, useCall } from '../../../platform/web/client/index.ts'
import { Dialog, Loading, toast } from '../../../platform/web/ui/index.ts'
import { jobsApi } from '../contract/jobs.ts'
import { workName } from './job-words.ts'
import { t } from './messages.ts'

/** Says how many dead jobs would go back to their queue, and sends them. */
export function RedriveDialog({ queue, onClose }: { queue: string; onClose: () => void }) {
  const preview = useCall(jobsApi.redriveQueue)
  const send = useCall(jobsApi.redriveQueue, {
    refreshes: [jobsApi.listQueues, jobsApi.listJobs],
    onDone: ({ moved }) => {
      toast.success(t('jobs.redriven', { n: moved }))
      onClose()
    },
  })
  const ask = preview.mutate
  useEffect(() => ask({ params: { queue }, body: { preview: true } }), [ask, queue])
  return (
    <Dialog opened onClose={onClose} title={t('jobs.redrive_title', { queue: workName(queue) })}>
      {preview.data ? (
        <p>{t('jobs.redrive_text', { n: preview.data.moved, left: preview.data.left })}</p>
      ) : (
        <Loading rows={2} />
      )}
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('work.cancel')}
        </Button>
        <Button
          loading={send.isPending}
          disabled={!preview.data?.moved}
          onClick={() =>
            send.mutate(
              { params: { queue }, body: {} },
              { onError: (error) => toast.error(problemOf(error)) },
            )
          }
        >
          {t('jobs.redrive')}
        </Button>
      </div>
    </Dialog>
  )
}
