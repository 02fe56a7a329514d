import { type Catalogues, loadMessages, translator } from '../../../../platform/web/messages/index.ts'
import type en from './messages.en.ts'

export const t = translator<keyof typeof en & string>()

const catalogues: Catalogues = { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') }

/** These texts are read by few: they are loaded with the first of these pages. */
export const loadTexts = () => loadMessages([catalogues])
