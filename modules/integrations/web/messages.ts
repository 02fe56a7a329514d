import { translator } from '../../../platform/web/messages/index.ts'
import type en from './messages.en.ts'

export const t = translator<keyof typeof en & string>()
