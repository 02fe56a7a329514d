import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on a page: by all of its rules, or by these. */
export async function faultsOf(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe} })()`)
  return page.evaluate(async (values) => {
    interface Violation {
      id: string
      nodes: { html: string }[]
    }
    type Run = (options: object) => Promise<{ violations: Violation[] }>
    const { run } = (window as unknown as { axe: { run: Run } }).axe
    const { violations } = await run(values ? { runOnly: { type: 'rule', values } } : {})
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  }, rules)
}
