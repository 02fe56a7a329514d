import { after } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let running: Promise<Browser> | undefined

after(async () => (await running)?.close())

/** The machine's Chromium, one per test file. */
export function browser(): Promise<Browser> {
  running ??= chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: flags,
    // Without one of UTF-8 it calls a file with an umlaut `download`.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  return running
}

export interface Looks {
  width?: number
  height?: number
  color_scheme?: 'light' | 'dark'
  locale?: string
}

/** A browser window of somebody's own, and the faults it met: console errors, refused policies, failed requests. */
export async function windowAt(
  base: string,
  looks: Looks = {},
): Promise<{ page: Page; context: BrowserContext; faults: string[]; settled(): Promise<void> }> {
  const context = await (await browser()).newContext({
    baseURL: base,
    viewport: { width: looks.width ?? 1280, height: looks.height ?? 800 },
    colorScheme: looks.color_scheme ?? 'light',
    locale: looks.locale ?? 'en-GB',
    timezoneId: 'Europe/London',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => void faults.push(String(error)))
  return { page, context, faults, settled: settling(page) }
}

/** Waits until a page has drawn what it asked for: nothing is under way but the live stream, nothing shimmers. */
function settling(page: Page): () => Promise<void> {
  const underWay = new Set<Request>()
  page.on('request', (request) => {
    if (!request.url().includes('/api/live')) underWay.add(request)
  })
  page.on('requestfinished', (request) => underWay.delete(request))
  page.on('requestfailed', (request) => underWay.delete(request))
  const ends = () =>
    Promise.race([page.waitForEvent('requestfinished'), page.waitForEvent('requestfailed')]).catch(() => {})
  const drawn = () =>
    page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const look = () => resolve(document.querySelector('.mp-loading') === null)
          requestAnimationFrame(() => requestAnimationFrame(look))
        }),
    )

  return async () => {
    for (;;) {
      while (underWay.size > 0) await ends()
      if ((await drawn()) && underWay.size === 0) return
    }
  }
}
