import { IconAlertTriangle } from '../../../platform/web/ui/icons.ts'
import { IconCircleCheck, IconInfoCircle, IconUrgent } from './icons.ts'
import { t } from './messages.ts'

const kinds = {
  info: { Icon: IconInfoCircle, label: 'severity.info' },
  success: { Icon: IconCircleCheck, label: 'severity.success' },
  warning: { Icon: IconAlertTriangle, label: 'severity.warning' },
  critical: { Icon: IconUrgent, label: 'severity.critical' },
} as const

export type Severity = keyof typeof kinds

/** Icon and word: never a colour alone. The usual one is said to nobody. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { Icon, label } = kinds[severity]
  return (
    <span className={`nt-severity nt-${severity}`}>
      <Icon size={18} stroke={1.75} aria-hidden />
      {severity !== 'info' && <span className="mp-hidden">{t(label)}: </span>}
    </span>
  )
}
