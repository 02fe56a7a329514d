/** What an invitation says; plain text, since everything in it was typed by somebody. */
export interface InvitationMail {
  company_name: string
  inviter_name: string
  message?: string | undefined
  /** `/invitation`, with the token behind `#` for people who have no password yet. */
  link: string
  is_new: boolean
}

export function invitationMail(mail: InvitationMail): { subject: string; text: string } {
  const { company_name, inviter_name, message, link, is_new } = mail
  const how = is_new
    ? 'Open this link and choose a password. It works once, for 7 days:'
    : 'Sign in and accept the invitation here:'
  const said = message ? [`${inviter_name} writes:\n\n${message.replace(/^/gm, '> ')}`] : []
  const parts = [
    'Hello,',
    `${inviter_name} invites you to work with ${company_name} in the portal.`,
    ...said,
    `${how}\n${link}`,
    'If you did not expect this, you need not do anything.',
  ]
  return {
    subject: `Invitation to ${company_name}`.slice(0, 255),
    text: `${parts.join('\n\n')}\n`,
  }
}
