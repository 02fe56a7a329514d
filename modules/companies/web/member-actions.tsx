import { useState } from 'react'
import {
  api,
  hasPermission,
  hrefOf,
  problemOf,
  refresh,
  useCall,
  useSignedIn,
} from '../../../platform/web/client/index.ts'
import type { Column, MenuItem } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, Menu, toast } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { ChangeRoleDialog } from './change-role-dialog.tsx'
import { helpItems } from './member-help.ts'
import type { CompanyOfMembers } from './members.tsx'
import { t } from './messages.ts'
import { SuspendDialog } from './suspend-dialog.tsx'
import { nameOf } from './words.ts'

type Step = 'role' | 'suspend' | 'remove'

export interface MemberActions {
  /** The menu of a row. */
  column: Column<Membership>
  opened: { step: Step; member: Membership } | null
  open: (step: Step, member: Membership) => void
  close: () => void
  resend: (member: Membership) => void
  /** The membership whose invitation is being sent again. */
  resending: number | null
}

/** What one may do with a member. */
export function useMemberActions({ sites }: { sites: boolean }): MemberActions {
  const { user } = useSignedIn()
  const [opened, setOpened] = useState<MemberActions['opened']>(null)
  const open = (step: Step, member: Membership) => setOpened({ step, member })
  const refreshes = [companiesApi.listMemberships]
  const resend = useCall(companiesApi.resendInvitation, {
    refreshes,
    onDone: (member) => toast.success(t('members.resent', { name: nameOf(member) })),
  })
  const resume = useCall(companiesApi.resumeMembership, {
    refreshes,
    onDone: (member) => toast.success(t('members.resumed', { name: nameOf(member) })),
  })
  const change = useCall(companiesApi.changeMembership, {
    refreshes,
    onDone: (member) =>
      toast.success(
        t(member.covers_sites ? 'members.sites_given' : 'members.sites_taken', { name: nameOf(member) }),
      ),
  })
  const giveSites = ({ id, covers_sites, version }: Membership) =>
    change.mutate(
      { params: { membership_id: id }, body: { covers_sites: !covers_sites, version } },
      { onError: (error) => toast.error(problemOf(error)) },
    )
  const call = (run: typeof resume | typeof resend, { id }: Membership) =>
    run.mutate({ params: { membership_id: id } }, { onError: (error) => toast.error(problemOf(error)) })

  function itemsFor(member: Membership): MenuItem[] {
    if (member.user.id === user.id && !member.removed_at) {
      return [{ label: t('members.leave'), danger: true, run: () => open('remove', member) }]
    }
    if (member.removed_at) return []
    const help = helpItems(member)
    if (!hasPermission('members.manage')) return help
    const role = { label: t('members.change_role'), run: () => open('role', member) }
    const remove = { label: t('members.remove'), danger: true, run: () => open('remove', member) }
    if (member.status === 'invited') {
      const again = { label: t('members.resend'), run: () => call(resend, member) }
      return [again, role, { ...remove, label: t('members.withdraw') }]
    }
    return [role, ...(sites || member.covers_sites ? [around(member)] : []), ...help, pause(member), remove]
  }
  const pause = (member: Membership): MenuItem =>
    member.status === 'active'
      ? { label: t('members.suspend'), run: () => open('suspend', member) }
      : { label: t('members.resume'), run: () => call(resume, member) }
  const around = (member: Membership): MenuItem => ({
    label: t(member.covers_sites ? 'members.take_sites' : 'members.give_sites'),
    run: () => giveSites(member),
  })
  const column: Column<Membership> = {
    key: 'actions',
    label: t('members.actions'),
    align: 'end',
    width: '6.5rem',
    render: (member) => <MemberMenu member={member} items={itemsFor(member)} />,
  }
  return {
    column,
    opened,
    open,
    close: () => setOpened(null),
    resend: (member) => call(resend, member),
    resending: resend.isPending ? (resend.variables?.params.membership_id ?? null) : null,
  }
}

function MemberMenu({ member, items }: { member: Membership; items: MenuItem[] }) {
  if (items.length === 0) return null
  return (
    <Menu
      label={t('members.actions_of', { name: nameOf(member) })}
      button={t('members.actions')}
      className="mp-menu-button co-menu"
      items={items}
    />
  )
}

/** The dialogs that the actions open. */
export function MemberDialogs({ company, actions }: { company: CompanyOfMembers; actions: MemberActions }) {
  const { opened, close } = actions
  if (!opened) return null
  if (opened.step === 'role') {
    return <ChangeRoleDialog member={opened.member} kind={company.kind} onClose={close} />
  }
  if (opened.step === 'suspend') return <SuspendDialog member={opened.member} onClose={close} />
  return <RemoveDialog member={opened.member} company={company} onClose={close} />
}

interface RemoveDialogProps {
  member: Membership
  company: CompanyOfMembers
  onClose: () => void
}

/** Removes a member, withdraws an invitation, or leaves. */
function RemoveDialog({ member, company, onClose }: RemoveDialogProps) {
  const { user } = useSignedIn()
  const own = member.user.id === user.id
  const names = { name: nameOf(member), company: company.name }
  const words = wordsFor(own ? 'leave' : member.status === 'invited' ? 'withdraw' : 'remove', names)
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      {...words}
      run={async () => {
        await api(companiesApi.removeMembership, { params: { membership_id: member.id } })
        // Without this company the whole page is another one.
        if (own) return location.assign(hrefOf('/'))
        toast.success(words.done)
        await refresh(companiesApi.listMemberships)
      }}
    />
  )
}

function wordsFor(what: 'leave' | 'withdraw' | 'remove', names: { name: string; company: string }) {
  return {
    title: t(`members.${what}_title`, names),
    consequence: t(`members.${what}_consequence`, names),
    action: t(`members.${what}`),
    done: what === 'withdraw' ? t('members.withdrawn', names) : t('members.removed', names),
  }
}
