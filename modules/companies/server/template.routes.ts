import type { Scope } from '../../../platform/database/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { companiesApi as api } from '../contract.ts'
import { renderTemplate } from './template.ts'
import { templateNamespaces, templateValues } from './template-values.ts'

/** Serves the variables that texts and links may hold, and a look at what becomes of a text. */
export function templateRoutes({ route }: Routes): void {
  route(api.listTemplateVariables, async ({ scope }) => ({ items: await listVariables(scope) }))
  route(api.previewTemplate, async ({ scope, body }) => {
    const { result, unknown, refused } = renderTemplate(
      body.text,
      body.context,
      await templateValues(scope, scope),
    )
    return { result, unknown, warnings: refused ? ['origin_not_kept' as const] : [] }
  })
}

async function listVariables(scope: Scope) {
  const values = await templateValues(scope, scope)
  return templateNamespaces().flatMap(({ name: namespace, variables }) =>
    variables.map(({ name, label, sample }) => {
      const full = `${namespace}.${name}`
      return { name: full, twin: `${full}UrlEncoded`, label, sample, value: values.get(full) ?? null }
    }),
  )
}
