import { Button } from '@mantine/core'
import { boot, refresh, useCall } from '../../../platform/web/client/index.ts'
import { Link, Page, toast } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { putTicket } from './ticket.data.ts'

/** Absent, deleted and not for this person look the same; a super administrator may take back what was deleted. */
export function Missing({ id }: { id: number | null }) {
  const mayRestore = id !== null && boot.session?.user.is_super_admin === true
  return (
    <Page title={t('ticket.missing')} description={t('ticket.missing_text')} width="text">
      {mayRestore && <p>{t('ticket.missing_restore_text')}</p>}
      <div className="mp-row">
        <Button component={Link} to="/tickets">
          {t('ticket.missing_list')}
        </Button>
        {mayRestore && <Restore id={id} />}
      </div>
    </Page>
  )
}

function Restore({ id }: { id: number }) {
  const params = { ticket_id: id }
  const restore = useCall(ticketsApi.restore, {
    refreshes: [ticketsApi.list],
    onDone: (ticket) => {
      putTicket(ticket)
      void refresh(ticketsApi.read, { params })
      toast.success(t('ticket.restored', { number: ticket.number }))
    },
  })
  return (
    <>
      <Button
        variant="default"
        loading={restore.isPending}
        onClick={() =>
          restore.mutate({ params }, { onError: (problem) => problem.status !== 404 && toast.error(problem) })
        }
      >
        {t('ticket.missing_restore')}
      </Button>
      <p role="status" className="mp-muted">
        {restore.error?.status === 404 && t('ticket.missing_restore_none')}
      </p>
    </>
  )
}
