interface Named {
  technician: string | null
  provider_name: string
  locale: string | null
}

/** The text message: who calls, the code, and what nobody will ever ask for. */
export function codeText({ technician, provider_name, locale }: Named, code: string): string {
  const name = (technician ?? '').slice(0, 80)
  const provider = provider_name.slice(0, 80)
  if (locale?.toLowerCase().startsWith('de'))
    return `${provider}: ${name} möchte am Telefon bestätigen, dass Sie es sind. Lesen Sie diesen Code vor: ${code}. Er gilt 5 Minuten. Wir fragen nie nach einem Passwort.`
  return `${provider}: ${name} wants to confirm on the phone that it is you. Read out this code: ${code}. It is good for 5 minutes. We never ask for a password.`
}
