import { CatchBoundary } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { problemOf } from '../client/problem.ts'
import { ErrorState } from './states.tsx'

/** A boundary: when what is inside fails to draw, the rest of the page works on, and the part can be tried again. */
export function Region({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary
      getResetKey={() => 0}
      errorComponent={({ error, reset }) => <ErrorState problem={problemOf(error)} retry={reset} />}
    >
      {children}
    </CatchBoundary>
  )
}
