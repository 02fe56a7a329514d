import type { ApiProblem } from './problem.ts'

/** What the client asks the person before it can go on. */
export type Question = 'sign_in' | 'confirm'

export interface Prompt {
  question: Question
  /** By what identity can be confirmed: `password`, `totp_code`, `passkey`. */
  methods: readonly string[]
  /** True: repeat the calls; false: the person gave up. */
  answer: (goOn: boolean) => void
}

interface State {
  prompt: Prompt | null
  /** The 409 `company_changed` that a call of this tab met. */
  company_changed: ApiProblem | null
}

let state: State = { prompt: null, company_changed: null }
let asking: Promise<boolean> | null = null
const listeners = new Set<() => void>()

export function subscribePrompts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const promptState = (): State => state

/** Opens one dialog however many calls fail at once; all of them get its answer. */
export function ask(question: Question, methods: readonly string[] = []): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    change({
      prompt: {
        question,
        methods,
        answer: (goOn) => {
          asking = null
          change({ prompt: null })
          resolve(goOn)
        },
      },
    })
  })
  return asking
}

/** Shows or hides the bar "you now work in another company". */
export const showCompanyChanged = (problem: ApiProblem | null) => change({ company_changed: problem })

function change(part: Partial<State>) {
  state = { ...state, ...part }
  for (const listener of listeners) listener()
}
