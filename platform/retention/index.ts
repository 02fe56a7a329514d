import './house.ts'
import './stream.ts'
import './task.ts'

export { type Batch, declareRetention, type Retention, retentions } from './registry.ts'
export { oldRows } from './rows.ts'
export { type RetentionResult, type RetentionRun, retentionDays, runRetention } from './run.ts'
