import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { t } from './messages.ts'
import type { PermissionWords } from './words.ts'

/** What a role allows, in words, by part of the portal. */
export function Allowed({ parts }: { parts: readonly PermissionWords[] }) {
  if (parts.length === 0) return <p className="mp-muted">{t('roles.nothing')}</p>
  return (
    <div className="co-allowed">
      {parts.map(({ module, texts }) => (
        <div key={module}>
          <p className="co-part">{module}</p>
          <ul>
            {texts.map((text) => (
              <li key={text}>
                <IconCheck size={16} aria-hidden />
                {text}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
