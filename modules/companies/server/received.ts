import type { Out } from '../../../platform/contract/schema.ts'
import type { companiesApi } from '../contract.ts'

type Named = keyof typeof companiesApi

/** The query of an endpoint as its service receives it. */
export type QueryOf<Name extends Named> = NonNullable<
  Out<
    NonNullable<
      'query' extends keyof (typeof companiesApi)[Name] ? (typeof companiesApi)[Name]['query'] : never
    >
  >
>

/** The body of an endpoint as its service receives it. */
export type BodyOf<Name extends Named> = NonNullable<
  Out<
    NonNullable<
      'body' extends keyof (typeof companiesApi)[Name] ? (typeof companiesApi)[Name]['body'] : never
    >
  >
>
