export { type Announcer, announce, onAnnounced } from './announce.ts'
export { announceAll } from './announce-many.ts'
export { type Consumer, registerConsumer, registeredConsumers } from './consumers.ts'
export { type Dispatcher, type DispatcherOptions, openDispatcher } from './dispatcher.ts'
export { type Effect, type EffectSource, effectSources, registerEffects } from './effects.ts'
export {
  dismissFailure,
  eventFailureDied,
  type FailureItem,
  listFailures,
  retryFailure,
} from './failure-list.ts'
export type { ScopeFor } from './feed.ts'
export {
  type EventFilters,
  type EventOrder,
  type EventSort,
  eventSorts,
  type Found,
  findAll,
  findEvents,
  readEvent,
} from './find.ts'
export { countTypes, followingEvents, readAll } from './find-more.ts'
export { outboxLag, outboxLagIn } from './lag.ts'
export { type Live, type LiveOptions, type LiveSignal, openLive } from './live.ts'
export { changesRights, type LiveChange } from './live-change.ts'
export { dropPartitions, keepPartitions, streamFaults } from './partitions.ts'
export { type Audience, Changes, defineEvent, type EventType, eventSchema, eventTypes } from './registry.ts'
export { type ReplayOptions, replayEvents } from './replay.ts'
export { type SealKeys, sealEventsBy } from './seal-keys.ts'
export { becauseOf, type StoredEvent } from './stored.ts'
export { registerSubject, type Subject, subjectOf } from './subjects.ts'
export { readTopic, registerTopic, type Topic } from './topics.ts'
export { isNamed, typesNamed } from './type-names.ts'
export { type BadSeal, type Verified, type VerifyOptions, verifyEvents } from './verify.ts'
export type { LaneHead } from './verify-chain.ts'
export { openWaker } from './waker.ts'
export { onWhispered, whisper, whisperIn, whisperOf } from './whisper.ts'
export { declareWords, type EventWords, type Language, wordsOf } from './words.ts'
