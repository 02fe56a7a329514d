import assert from 'node:assert/strict'
import { addressOf, type Request } from '../../platform/contract/client.ts'
import type { Answer, AnyEndpoint, Endpoint } from '../../platform/contract/endpoint.ts'

/** A JSON answer of whatever shape; tests look into it and compare. */
export interface Loose {
  [key: string]: Loose
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  body: Loose
}

/** A request on its way: await it for the reply, or say what it must answer. */
export interface Asked extends Promise<Reply> {
  answers(status: number, code?: string): Promise<Loose>
}

export interface RequestOptions {
  headers?: Record<string, string>
  /** Send no CSRF token. */
  bare?: boolean
}

/** Somebody with a browser: cookies are kept, the CSRF token is sent as the web app does. */
export interface Person {
  name: string
  email: string
  user_id: number
  base: string
  cookies: Map<string, string>
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Asked
  get(path: string, options?: RequestOptions): Asked
  post(path: string, body?: unknown, options?: RequestOptions): Asked
  put(path: string, body?: unknown, options?: RequestOptions): Asked
  patch(path: string, body?: unknown, options?: RequestOptions): Asked
  delete(path: string, options?: RequestOptions): Asked
  /** PATCH of the newest version: reads it before. */
  edit(path: string, body: object): Asked
  /** DELETE of the newest version. */
  drop(path: string): Asked
  /** Calls an endpoint by its contract; anything but its success fails the test. */
  call<P, Q, B, R>(declared: Endpoint<P, Q, B, R>, request: Request<P, Q, B>): Promise<Answer<R>>
}

export function personAt(base: string, name = 'visitor', email = ''): Person {
  const cookies = new Map<string, string>()
  function request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Asked {
    return asked(`${method} ${path} as ${name}`, send(base, cookies, method, path, body, options))
  }
  const versionAt = async (path: string) =>
    Number((await send(base, cookies, 'GET', path, undefined, {})).body.version ?? 1)
  return {
    name,
    email,
    user_id: 0,
    base,
    cookies,
    request,
    get: (path, options) => request('GET', path, undefined, options),
    edit: (path, body) =>
      asked(
        `PATCH ${path} as ${name}`,
        versionAt(path).then((version) => send(base, cookies, 'PATCH', path, { ...body, version }, {})),
      ),
    drop: (path) =>
      asked(
        `DELETE ${path} as ${name}`,
        versionAt(path).then((version) =>
          send(base, cookies, 'DELETE', `${path}?version=${version}`, undefined, {}),
        ),
      ),
    post: (path, body, options) => request('POST', path, body, options),
    put: (path, body, options) => request('PUT', path, body, options),
    patch: (path, body, options) => request('PATCH', path, body, options),
    delete: (path, options) => request('DELETE', path, undefined, options),
    async call(declared, wanted) {
      const endpoint = declared as AnyEndpoint
      const reply = await request(endpoint.method, addressOf(endpoint, wanted), wanted.body)
      assert.ok(
        reply.status < 300,
        `${endpoint.method} ${endpoint.path} as ${name}: ${reply.status} ${reply.text}`,
      )
      return reply.body as never
    },
  }
}

async function send(
  base: string,
  cookies: Map<string, string>,
  method: string,
  path: string,
  body: unknown,
  options: RequestOptions,
): Promise<Reply> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const csrf = cookies.get('myportal_session_csrf')
  if (csrf && !options.bare && method !== 'GET') headers['x-csrf-token'] ??= csrf
  const isForm =
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    typeof body === 'string' ||
    body instanceof Uint8Array
  if (body !== undefined && !isForm) headers['content-type'] ??= 'application/json'
  const payload = body === undefined || isForm ? (body as BodyInit | undefined) : JSON.stringify(body)
  const response = await fetch(base + path, {
    method,
    headers,
    redirect: 'manual',
    ...(payload !== undefined && { body: payload }),
  })
  for (const line of response.headers.getSetCookie()) keepCookie(cookies, line)
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parsed(response, text),
  }
}

function parsed({ headers }: Response, text: string): Loose {
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '')
  return isJson && text !== '' ? (JSON.parse(text) as Loose) : {}
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const [name = '', value = ''] = pair.split(/=(.*)/s)
  if (/max-age=0/i.test(line) || value === '') cookies.delete(name)
  else cookies.set(name, decodeURIComponent(value))
}

function asked(what: string, reply: Promise<Reply>): Asked {
  return Object.assign(reply, {
    async answers(status: number, code?: string): Promise<Loose> {
      const got = await reply
      assert.equal(got.status, status, `${what}: ${got.status} ${got.text.slice(0, 600)}`)
      if (code) assert.equal(got.body.code, code, what)
      return got.body
    },
  })
}
