import type { UseMutationResult, UseQueryOptions, UseQueryResult } from '@tanstack/react-query'
import { keepPreviousData, QueryClient, useMutation, useQuery } from '@tanstack/react-query'
import type { Answer, AnyEndpoint, Endpoint } from '../../contract/endpoint.ts'
import type { CallOptions, RequestOf } from './api.ts'
import { callEndpoint } from './api.ts'
import { type ApiProblem, problemOf } from './problem.ts'

/** All server state of the page. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => problemOf(error).code === 'offline' && count < 2,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
})

/** The key of an endpoint's answers; without a request, the key of all of them. */
export function keyOf(declared: unknown, request?: unknown): readonly unknown[] {
  const { method, path } = declared as AnyEndpoint
  return request === undefined ? [`${method} ${path}`] : [`${method} ${path}`, request]
}

/** Query options of a GET endpoint, for `useQuery`, prefetching and `DataTable`. `topics` make it live. */
export function queryOf<P, Q, B, R>(
  declared: Endpoint<P, Q, B, R>,
  request: RequestOf<P, Q, B>,
  topics: readonly string[] = [],
) {
  return {
    queryKey: keyOf(declared, request),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      callEndpoint(declared as AnyEndpoint, request, { signal }) as Promise<Answer<R>>,
    meta: { topics },
  }
}

export interface ApiOptions<T>
  extends Pick<UseQueryOptions<T, ApiProblem>, 'enabled' | 'staleTime' | 'refetchInterval'> {
  /** Live topics (`tickets`, `ticket:12`): a change there refetches this answer. Say `useLive(topics)` too. */
  topics?: readonly string[]
  /** Lists: the rows before stay, paler, until the new ones are there. */
  keep?: boolean
}

/** Reads an endpoint: `useApi(ticketsApi.read, {params: {ticket_id}}, {topics})`. `error` is an `ApiProblem`. */
export function useApi<P, Q, B, R>(
  declared: Endpoint<P, Q, B, R>,
  request: RequestOf<P, Q, B>,
  { topics, keep, ...options }: ApiOptions<Answer<R>> = {},
): UseQueryResult<Answer<R>, ApiProblem> {
  return useQuery<Answer<R>, ApiProblem>({
    ...queryOf(declared, request, topics),
    ...options,
    ...(keep && { placeholderData: keepPreviousData }),
  })
}

/** Calls an endpoint on demand: `const reply = useCall(ticketsApi.reply); reply.mutate({params, body})`. */
export function useCall<P, Q, B, R>(
  declared: Endpoint<P, Q, B, R>,
  options: {
    onDone?: (answer: Answer<R>, request: RequestOf<P, Q, B>) => void
    /** Endpoints whose answers are stale afterwards. */
    refreshes?: readonly unknown[]
  } & Pick<CallOptions, 'quiet'> = {},
): UseMutationResult<Answer<R>, ApiProblem, RequestOf<P, Q, B>> {
  return useMutation<Answer<R>, ApiProblem, RequestOf<P, Q, B>>({
    mutationFn: (request) =>
      callEndpoint(declared as AnyEndpoint, request, options.quiet ? { quiet: true } : {}) as Promise<
        Answer<R>
      >,
    onSuccess: (answer, request) => {
      for (const stale of options.refreshes ?? []) refresh(stale)
      options.onDone?.(answer, request)
    },
  })
}

/** Marks answers of an endpoint as stale; those on the page are read again. */
export const refresh = (declared: unknown, request?: unknown) =>
  queryClient.invalidateQueries({ queryKey: keyOf(declared, request) })
