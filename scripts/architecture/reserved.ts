import { bare, type FileRule, fault, importsOf, isWeb, type Source, spoken } from './source.ts'

interface Reserved {
  /** What only some may use. */
  pattern: RegExp
  /** Where to look: code without strings, everything but comments, or the names of imported packages. */
  in: 'code' | 'text' | 'imports'
  /** Paths that may. */
  allowed: RegExp
  sentence: string
}

const workshop = '^(?:scripts|test|bench|database/cast)/'
const tests = '\\.test\\.tsx?$'
const places = (...patterns: string[]) => new RegExp(patterns.join('|'))

const reserved: readonly Reserved[] = [
  {
    pattern: /\bprocess\.env\b/,
    in: 'code',
    allowed: places('^platform/config\\.ts$', '^(?:scripts|test|bench)/', tests),
    sentence: 'the environment is read in platform/config.ts only',
  },
  {
    pattern: /^zod(?:\/|$)/,
    in: 'imports',
    allowed: places('^platform/contract/schema\\.ts$'),
    sentence: 'import z from platform/contract/schema.ts, not zod',
  },
  {
    pattern: /^zod$|^zod\/v\d$/,
    in: 'imports',
    allowed: places('^$'),
    sentence: 'classic zod is too large for the browser; use zod/mini',
  },
  {
    pattern:
      /\bz\s*\.\w+\((?:[^()]|\([^()]*\))*\)\s*\.(?:min|max|length|default|optional|nullable|nullish|trim|email|url|regex|int|positive|nonnegative|transform|strict|passthrough|partial|extend|pick|omit|merge|describe)\(/,
    in: 'text',
    allowed: places('^scripts/'),
    sentence: 'classic zod chain; use .check(…) and the types of platform/contract/schema.ts',
  },
  {
    pattern: /\bset_config\b|\bset\s+(?:local\s+|session\s+)?role\b/i,
    in: 'text',
    allowed: places('^platform/(?:database|jobs|events)/', workshop, tests),
    sentence: 'roles and scope settings are switched by platform/database only',
  },
  {
    pattern: /(?<!\btype \w+ |[{,] \w+ )\bas\s+Scope\b/,
    in: 'code',
    allowed: places('^platform/(?:database|jobs|events)/', workshop, tests),
    sentence: 'a Scope is proven, never asserted',
  },
  {
    pattern: /\bsealScope\s*\(/,
    in: 'code',
    allowed: places(
      '^platform/(?:database|jobs|events)/',
      '^modules/companies/server/scope\\.ts$',
      workshop,
      tests,
    ),
    sentence: 'only companies gives out a Scope',
  },
  {
    pattern: /^(?:undici|axios|got|node-fetch|ky|superagent)(?:\/|$)/,
    in: 'imports',
    allowed: places('^platform/outbound/', workshop, tests),
    sentence: 'outgoing HTTP goes through platform/outbound',
  },
  {
    pattern: /(?<![.\w])fetch\s*\(|\bhttps?\.(?:request|get)\s*\(/,
    in: 'code',
    allowed: places('^platform/outbound/', '^(?:modules/[^/]+|app|platform)/web/', workshop, tests),
    sentence: 'outgoing HTTP goes through platform/outbound',
  },
  {
    pattern: /^nodemailer(?:\/|$)/,
    in: 'imports',
    allowed: places('^platform/mail/', workshop, tests),
    sentence: 'mail is sent by platform/mail',
  },
  {
    pattern: /^pg-boss(?:\/|$)/,
    in: 'imports',
    allowed: places('^platform/jobs/', workshop, tests),
    sentence: 'the queue belongs to platform/jobs',
  },
  {
    pattern: /\bdangerouslySetInnerHTML\b/,
    in: 'text',
    allowed: places('^platform/web/ui/rich-text\\.tsx$', '^scripts/'),
    sentence: 'HTML from people is shown by platform/web/ui/rich-text.tsx only',
  },
]

/** Some things are done in one place only; this says which, and where. */
export const doneInOnePlace: FileRule = (source) =>
  reserved.filter(({ allowed }) => !allowed.test(source.path)).flatMap((rule) => uses(source, rule))

function uses(source: Source, rule: Reserved): string[] {
  if (rule.in === 'imports') {
    const found = importsOf(source).filter(
      ({ target, isRelative }) => !isRelative && rule.pattern.test(target),
    )
    return found.map(({ at }) => fault(source, at, rule.sentence))
  }
  const text = rule.in === 'code' ? bare(source) : spoken(source)
  const everywhere = new RegExp(rule.pattern.source, `${rule.pattern.flags}g`)
  return [...text.matchAll(everywhere)].map(({ index }) => fault(source, index, rule.sentence))
}

const clientNames =
  /\bimport\s*\{[^}]*\b(?:request|get|fetch)\b[^}]*\}\s*from\s*['"]node:(?:https?|http2)['"]/g

/** `import { request } from 'node:http'` is a client, too. */
export const noHiddenHttpClient: FileRule = (source) => {
  if (!/^(platform|modules|app)\//.test(source.path) || /\.test\.tsx?$/.test(source.path)) return []
  if (source.path.startsWith('platform/outbound/') || isWeb(source.path)) return []
  return [...spoken(source).matchAll(clientNames)].map(({ index }) =>
    fault(source, index, 'outgoing HTTP goes through platform/outbound'),
  )
}
