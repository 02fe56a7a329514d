import { registerConsumer } from '../../../platform/events/index.ts'
import { alarmOfMail } from './alarms.ts'
import { tellOf } from './telling.ts'

/** Rows and deliveries are written in the transaction of the dispatch: exactly once, or not at all. */
registerConsumer({
  name: 'notifications',
  async consume(scope, events) {
    for (const event of events) {
      await tellOf(scope, event)
      await alarmOfMail(scope, event)
    }
  },
})
