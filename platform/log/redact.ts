const secretKey =
  /authori[sz]ation|cookie|passw|passphrase|secret|token|credential|api[-_]?key|private[-_]?key|recovery[-_]?code|otp|csrf/i
const deepest = 8
const longestList = 100

/** A copy as plain data: values under secret-like keys are `[secret]`, errors have name, message and stack only. */
export function redact(given: Record<string, unknown>): Record<string, unknown> {
  return redactEntries(given, 0)
}

function redactEntries(given: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(given).map(([key, value]) => [
    key,
    isSecret(key, value) ? '[secret]' : redactValue(value, depth + 1),
  ])

  return Object.fromEntries(entries)
}

/** Whether something is set is no secret: `has_token: true` and `password: null` stay readable. */
function isSecret(key: string, value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'boolean' && secretKey.test(key)
}

function redactValue(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth > deepest) return '[too deep]'
  if (value instanceof Error) return describeError(value, depth)
  if (Array.isArray(value)) return value.slice(0, longestList).map((item) => redactValue(item, depth + 1))
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if ('toJSON' in value && typeof value.toJSON === 'function') return redactValue(value.toJSON(), depth + 1)

  return isPlain(value) ? redactEntries(value, depth) : `[${value.constructor?.name ?? 'object'}]`
}

/** Sockets, requests and the like hold everything: they are named, not printed. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)

  return prototype === null || prototype === Object.prototype
}

/** Other properties of errors are left out: libraries hang requests with their headers there. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const described: Record<string, unknown> = { type: name, message, stack }
  if ('code' in error) described.code = redactValue(error.code, depth + 1)
  if (cause !== undefined) described.cause = redactValue(cause, depth + 1)
  return described
}
