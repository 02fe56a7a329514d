import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { problemOf } from '../../platform/web/client/index.ts'
import { ErrorState, Link, Page } from '../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** 404: an unknown address, or a thing that is not for this person; no difference between the two. */
export function MissingPage() {
  return <Explained title={t('error.missing_title')} text={t('error.missing_text')} />
}

/** 403: which permission is missing and who can give it. */
export function ForbiddenPage({ permission }: { permission?: string }) {
  const missing = permission ? ` ${t('error.forbidden_permission', { permission })}` : ''
  return <Explained title={t('error.forbidden_title')} text={t('error.forbidden_text') + missing} />
}

function Explained({ title, text }: { title: string; text: string }) {
  return (
    <Page title={title} description={text} width="text">
      <Button component={Link} to="/">
        {t('error.home')}
      </Button>
    </Page>
  )
}

/** A page that failed to draw. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={t('error.title')}>
      <ErrorState problem={problemOf(error)} retry={reset} />
    </Page>
  )
}
