import { serialize } from 'cookie'
import type { FastifyReply } from 'fastify'
import type { CookieNames } from './credential.ts'

/** What a handler may say beside its value. */
export interface Answer {
  header(name: string, value: string): void
  /** Sets the session cookie and the readable token beside it; null clears both. `max_age` in seconds. */
  session(value: { token: string; csrf_token: string; max_age: number | null } | null): void
  /** Whether the handler has set or cleared the session; the door then repeats no cookie. */
  readonly has_session: boolean
  cookie(name: string, value: string | null, options?: { max_age?: number; http_only?: boolean }): void
}

export function answerOn(reply: FastifyReply, names: CookieNames): Answer {
  const cookie: Answer['cookie'] = (name, value, options = {}) => {
    const text = serialize(name, value ?? '', {
      path: '/',
      sameSite: 'lax',
      secure: names.secure,
      httpOnly: options.http_only ?? true,
      ...(value === null ? { maxAge: 0 } : options.max_age !== undefined && { maxAge: options.max_age }),
    })
    reply.header('set-cookie', text)
  }
  const state = { has_session: false }
  return {
    get has_session() {
      return state.has_session
    },
    header: (name, value) => void reply.header(name, value),
    cookie,
    session(value) {
      state.has_session = true
      const life = value?.max_age ? { max_age: value.max_age } : {}
      cookie(names.session, value?.token ?? null, life)
      cookie(names.csrf, value?.csrf_token ?? null, { ...life, http_only: false })
    },
  }
}
