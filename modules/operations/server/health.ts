export type ComponentStatus = 'ok' | 'degraded' | 'down' | 'off'

/** Asks one component: throws, or answers late, when it is down. */
export type HealthCheck = () => Promise<Exclude<ComponentStatus, 'down'>>
export type HealthChecks = Record<string, { check: HealthCheck; is_vital: boolean }>

interface Component {
  status: ComponentStatus
  response_ms: number | null
  checked_at: string
}

const patience = 2_000

/** Asks every component at once, each for at most 2 s. A vital one that is down takes the portal down with it. */
export async function healthOf(checks: HealthChecks) {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, { check }]) => [name, await ask(check)] as const),
  )
  const components: Record<string, Component> = Object.fromEntries(entries)
  const isDown = entries.some(([name, { status }]) => status === 'down' && checks[name]?.is_vital)
  const isDegraded = entries.some(([, { status }]) => status === 'down' || status === 'degraded')
  const status = isDown ? ('down' as const) : isDegraded ? ('degraded' as const) : ('ok' as const)

  return { status, checked_at: new Date().toISOString(), components }
}

async function ask(check: HealthCheck): Promise<Component> {
  const started = performance.now()
  const answered = (status: ComponentStatus): Component => ({
    status,
    response_ms: status === 'off' ? null : Math.round((performance.now() - started) * 10) / 10,
    checked_at: new Date().toISOString(),
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), patience)
  })
  try {
    return answered(await Promise.race([check(), late]))
  } catch {
    return answered('down')
  } finally {
    clearTimeout(timer)
  }
}
