/** What mails of the desk say beside what people wrote. */
const en = {
  wrote: (name: string, when: string) => `On ${when} ${name} wrote:`,
  note: 'Internal note: customers cannot see this',
  files: 'Files',
  open: 'Open the ticket',
  mute: 'No more mail about this ticket',
  fewer: 'No more mail of this kind',
  received: (number: string) =>
    `We have your message: it is ticket ${number}. Somebody looks at it and answers here.`,
  created: (number: string) => `${number} is new, and nobody works on it yet.`,
  assigned: (number: string) => `${number} is yours now.`,
  status: (number: string, status: string) => `${number} is now “${status}”.`,
  warned: (number: string, due: string) => `${number}: what was promised is nearly due, on ${due}.`,
  breached: (number: string, due: string) => `${number}: what was promised for ${due} was not kept.`,
  from: 'From',
  priority: 'Priority',
  image: 'Image',
}

const de: typeof en = {
  wrote: (name, when) => `Am ${when} schrieb ${name}:`,
  note: 'Interne Notiz: Kunden sehen sie nicht',
  files: 'Dateien',
  open: 'Ticket öffnen',
  mute: 'Keine Mails mehr zu diesem Ticket',
  fewer: 'Keine Mails dieser Art mehr',
  received: (number) =>
    `Ihre Nachricht ist angekommen: Sie ist das Ticket ${number}. Jemand sieht sie sich an und antwortet hier.`,
  created: (number) => `${number} ist neu, und noch niemand bearbeitet es.`,
  assigned: (number) => `${number} gehört jetzt Ihnen.`,
  status: (number, status) => `${number} ist jetzt „${status}“.`,
  warned: (number, due) => `${number}: Was zugesagt ist, wird bald fällig: am ${due}.`,
  breached: (number, due) => `${number}: Was zum ${due} zugesagt war, wurde nicht gehalten.`,
  from: 'Von',
  priority: 'Priorität',
  image: 'Bild',
}

/** Labels are data; those that come with the portal have a translation. */
const labels: Record<string, string> = {
  Open: 'Offen',
  'Being worked on': 'In Bearbeitung',
  'Waiting for you': 'Wartet auf Sie',
  Solved: 'Gelöst',
  Closed: 'Geschlossen',
  Low: 'Niedrig',
  Normal: 'Normal',
  High: 'Hoch',
  Urgent: 'Dringend',
}

export interface MailWords extends Readonly<typeof en> {
  label(label: string): string
  time(at: string): string
}

/** The words for a language, German for `de…` and English for all others, with times of this zone. */
export function wordsFor(locale: string, timeZone: string): MailWords {
  const german = /^de\b/i.test(locale)
  const format = new Intl.DateTimeFormat(german ? 'de-DE' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  return {
    ...(german ? de : en),
    label: (label) => (german ? (labels[label] ?? label) : label),
    time: (at) => format.format(new Date(at)),
  }
}
