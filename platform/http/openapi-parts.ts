/** What all operations refer to. */
export const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'myportal_session',
    description: 'A browser that is signed in',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description:
      'With a session, for everything that changes something: the value of the cookie `myportal_session_csrf`',
  },
  api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key `mpk_…`; also as bearer' },
  machine_token: { type: 'http', scheme: 'bearer', description: 'A token of a machine client' },
}

export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key and request again give the first answer again',
    schema: { type: 'string', minLength: 16, maxLength: 64 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The version that was read, `"7"`; another one now is 412',
    schema: { type: 'string' },
  },
  Company: {
    name: 'X-Company',
    in: 'header',
    description: 'The company the caller believes to work in; another one is 409',
    schema: { type: 'integer' },
  },
}

const text = { type: 'string' }
export const schemas = {
  Problem: {
    type: 'object',
    description: 'RFC 9457. Codes may bring further members.',
    required: ['type', 'title', 'status', 'code', 'request_id'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: { type: 'string', description: 'Branch on this' },
      request_id: text,
      errors: { type: 'array', maxItems: 100, items: { $ref: '#/components/schemas/FieldError' } },
    },
  },
  FieldError: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: { field: text, code: text, message: text, limit: { type: 'number' } },
  },
}
