import {
  type Access,
  type AnyEndpoint,
  type Api,
  describeAccess,
  pathOf,
  statusOf,
  type Word,
} from '../contract/endpoint.ts'
import { problemKinds } from '../contract/problems.ts'
import { jsonSchemaOf, type Schema } from '../contract/schema.ts'
import { ListExport } from '../exports/contract.ts'
import { operationNames } from './openapi-names.ts'
import { parameters, schemas, securitySchemes } from './openapi-parts.ts'
import { problemsOf } from './openapi-problems.ts'

type Json = Record<string, unknown>

export interface OpenApiOptions {
  portal_url: string
  root_path?: string
  /** Only operations whose access this allows; all when it is left out. */
  may?: (access: Access) => boolean
}

/** This API as an OpenAPI 3.1 document, from the contracts; the same contracts give the same bytes (api §4.14). */
export function buildOpenApi(apis: Readonly<Record<string, Api>>, options: OpenApiOptions): Json {
  const nameOf = operationNames()
  const paths: Record<string, Json> = {}
  const codes = new Set<string>()
  for (const [module, api] of Object.entries(apis)) {
    for (const declared of Object.values(api)) {
      const operation = operationOf(module, declared, nameOf, codes)
      if (options.may && !options.may(declared.access)) continue
      const path = pathOf(declared).replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [declared.method.toLowerCase()]: operation }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'MyPortal',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.portal_url + (options.root_path ?? '') }],
    tags: Object.keys(apis).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes,
      schemas,
      parameters,
      examples: examplesOf([...codes].sort(), options.portal_url),
    },
  }
}

const description =
  'Errors are problems (RFC 9457): branch on `code`. Lists are pages: repeat with `after` = `next` until it is null. ' +
  'Keys may be camelCase or snake_case in requests; answers are snake_case.'

function operationOf(
  module: string,
  declared: AnyEndpoint,
  nameOf: ReturnType<typeof operationNames>,
  codes: Set<string>,
): Json {
  const query = declared.query ? jsonSchemaOf(declared.query as Schema, 'input') : null
  const answer = answerOf(declared)
  const problems = problemsOf(declared, 'after' in propertiesOf(query))
  for (const code of problems.flatMap(([, some]) => some)) codes.add(code)
  const permissions = declared.access.words.flatMap((word) => ('permission' in word ? [word.permission] : []))
  return {
    operationId: nameOf(declared, 'items' in propertiesOf(answer)),
    tags: [module],
    summary: declared.summary,
    'x-access': describeAccess(declared.access),
    ...(permissions.length > 0 && { 'x-permission': [...new Set(permissions)] }),
    'x-limits': limitsOf(declared),
    security: securityOf(declared),
    parameters: [...parametersOf(declared, query), ...headersOf(declared)],
    ...requestBodyOf(declared),
    responses: {
      ...otherSuccesses(declared),
      [statusOf(declared)]: successOf(declared, answer),
      ...Object.fromEntries(problems.map(problemResponse)),
    },
  }
}

const propertiesOf = (schema: Json | null) => (schema?.properties ?? {}) as Record<string, Json>

function answerOf(declared: AnyEndpoint): Json | null {
  const [schema] = Object.values(declared.response as Record<string, Schema | null>)
  return schema ? (growing(jsonSchemaOf(schema, 'output')) as Json) : null
}

/** What an endpoint answers in other cases of success: 202 in place of 201, and for a list that is too long as CSV. */
function otherSuccesses(declared: AnyEndpoint): Json {
  const [, ...named] = Object.entries(declared.response as Record<string, Schema | null>)
  const others = [...named, ...(declared.csv ? [['202', ListExport] as const] : [])]
  return Object.fromEntries(
    others.map(([status, schema]) => [
      status,
      successOf(declared, schema && (growing(jsonSchemaOf(schema, 'output')) as Json)),
    ]),
  )
}

/** Answers may gain fields (api §4.15): no client should refuse one it does not know. */
function growing(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(growing)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).filter(
    ([key, value]) => key !== 'additionalProperties' || value !== false,
  )
  return Object.fromEntries(entries.map(([key, value]) => [key, growing(value)]))
}

function successOf(declared: AnyEndpoint, answer: Json | null): Json {
  const headers: Json = {}
  if (declared.location)
    headers.Location = { description: 'The address of what was made', schema: { type: 'string' } }
  if ('version' in propertiesOf(answer))
    headers.ETag = { description: 'Its version', schema: { type: 'string' } }
  return {
    description: answer ? 'Done' : statusOf(declared) === 204 ? 'Done, nothing to say' : 'The content',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(answer && {
      content: {
        'application/json': { schema: answer },
        ...(declared.csv && { 'text/csv': { schema: { type: 'string' } } }),
      },
    }),
  }
}

/** All codes of one status, each with its example. */
function problemResponse([status, codes]: [number, string[]]): [string, Json] {
  const lines = codes.map((code) => `\`${code}\`: ${problemKinds().get(code)?.title ?? ''}`)
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples },
  }
  return [String(status), { description: lines.join('\n\n'), content }]
}

function parametersOf(declared: AnyEndpoint, query: Json | null): Json[] {
  const params = declared.params ? jsonSchemaOf(declared.params as Schema, 'input') : null
  const required = new Set((query?.required ?? []) as string[])
  return [
    ...Object.entries(propertiesOf(params)).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      schema,
    })),
    ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({
      name,
      in: 'query',
      ...(required.has(name) && { required: true }),
      schema,
    })),
    ...(declared.csv ? [formatParameter, columnsParameter] : []),
  ]
}

const formatParameter = {
  name: 'format',
  in: 'query',
  description:
    'The whole list as a file, without limit and after; one that is too long is a 202. Also by `.csv` or `Accept: text/csv`',
  schema: { type: 'string', enum: ['json', 'csv'], default: 'json' },
}

const columnsParameter = {
  name: 'columns',
  in: 'query',
  description: 'Of a file: these columns in this order, between commas; all of them unless said',
  schema: { type: 'string' },
}

function headersOf(declared: AnyEndpoint): Json[] {
  const isVisitors = declared.access.words.every(({ word }) => word === 'visitor')
  if (isVisitors || (declared.credential ?? 'house') !== 'house') return []
  const names = [
    ...(declared.method === 'POST' ? ['IdempotencyKey'] : []),
    ...(['PATCH', 'PUT', 'DELETE'].includes(declared.method) ? ['IfMatch'] : []),
    'Company',
  ]
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}

function requestBodyOf(declared: AnyEndpoint): Json {
  const content: Json = {}
  if (declared.body) {
    const schema = jsonSchemaOf(declared.body as Schema, 'input')
    for (const type of ['application/json', ...(declared.accepts ?? [])]) content[type] = { schema }
  } else if (declared.accepts?.includes('multipart/form-data')) {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' }
    content['multipart/form-data'] = { schema: { type: 'object', properties: { file }, required: ['file'] } }
  }
  return Object.keys(content).length > 0 ? { requestBody: { required: true, content } } : {}
}

function limitsOf(declared: AnyEndpoint): Json {
  const isVisitors = declared.access.words.some(({ word }) => word === 'visitor')
  const rate = declared.limit ?? (isVisitors ? 'anonymous' : 'general')
  return { rate, ...(declared.body !== undefined && { body_bytes: declared.body_limit ?? 1_048_576 }) }
}

const ways: Record<Word['word'], readonly string[]> = {
  visitor: ['nobody'],
  user: ['session', 'api_key', 'machine_token'],
  member: ['session', 'api_key', 'machine_token'],
  provider: ['session', 'api_key', 'machine_token'],
  owner: ['session', 'api_key'],
  session: ['session'],
  super_admin: ['session'],
  client: ['machine_token'],
}

function securityOf(declared: AnyEndpoint): Json[] {
  if ((declared.credential ?? 'house') !== 'house') return [{}]
  const all = new Set(declared.access.words.flatMap(({ word }) => ways[word]))
  const kept = declared.access.recent ? ['session'] : [...all]
  return kept.map((way) => {
    if (way === 'nobody') return {}
    return way === 'session' && declared.method !== 'GET' ? { session: [], csrf: [] } : { [way]: [] }
  })
}

function examplesOf(codes: readonly string[], portalUrl: string): Json {
  return Object.fromEntries(
    codes.map((code) => {
      const kind = problemKinds().get(code)
      const value = {
        type: `${portalUrl}/docs/problems/${code}`,
        title: kind?.title ?? '',
        status: kind?.status ?? 500,
        detail: kind?.help ?? '',
        code,
        request_id: 'k3v5jx2m7q4t6w2y3z5a7b4c2d',
      }
      return [code, { value }]
    }),
  )
}
