import type { Answer, AnyEndpoint, Endpoint } from '../../contract/endpoint.ts'
import type { CallOptions } from './api.ts'
import { urlOf, withPrompts } from './api.ts'
import { houseHeaders } from './headers.ts'
import { offline, problemFrom } from './problem.ts'
import { randomKey } from './random-key.ts'

export interface UploadOptions extends CallOptions {
  /** The form field that carries the file. */
  field?: string
  /** Small fields that go with it. */
  fields?: Readonly<Record<string, string>>
  /** Path parameters. */
  params?: Record<string, unknown>
  /** From 0 to 1. */
  onProgress?: (share: number) => void
}

/** Sends one file as multipart/form-data, with progress (which `fetch` cannot tell). Throws `ApiProblem`. */
export function upload<P, R>(
  declared: Endpoint<P, undefined, undefined, R>,
  file: File,
  options: UploadOptions = {},
): Promise<Answer<R>> {
  const url = urlOf(declared as AnyEndpoint, { params: options.params })
  const key = options.idempotencyKey ?? randomKey()
  const { method } = declared as AnyEndpoint
  return withPrompts(() => sendFile(method, url, file, key, options), options) as Promise<Answer<R>>
}

function sendFile(
  method: string,
  url: string,
  file: File,
  key: string,
  options: UploadOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(houseHeaders())) request.setRequestHeader(name, value)
    request.setRequestHeader('idempotency-key', key)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    }
    request.onerror = () => reject(offline())
    request.onabort = () => reject(new DOMException('Upload cancelled', 'AbortError'))
    request.onload = () => {
      const { status, responseText: text } = request
      if (status >= 200 && status < 300) resolve(text ? JSON.parse(text) : undefined)
      else reject(problemFrom({ status, header: (name) => request.getResponseHeader(name), text }))
    }
    options.signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value)
    form.append(options.field ?? 'file', file, file.name)
    request.send(form)
  })
}
