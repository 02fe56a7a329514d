/** Tells the owner of a key that it was made: it is a warning to whoever did not make it. */
export function keyMadeMail(key: { description: string; preview: string; link: string; ip: string | null }) {
  const from = key.ip ? ` from the address ${key.ip}` : ''
  return {
    subject: 'An API key was made for your account',
    text: `Hello,

the API key “${key.description}” (${key.preview}…) was made for your account${from}. Programs that have it act for
you, within the rights you chose.

If it was not you, revoke it at once and change your password:
${key.link}
`,
  }
}

/** Told 14 and 3 days before a key ends. */
export function keyEndsMail(key: { description: string; preview: string; expires_at: string; link: string }) {
  return {
    subject: `The API key “${key.description}” ends soon`.slice(0, 255),
    text: `Hello,

your API key “${key.description}” (${key.preview}…) ends on ${key.expires_at.slice(0, 10)}. Programs that use it stop working then.

Replace it here; the old one can go on working beside the new one for up to a week:
${key.link}
`,
  }
}
