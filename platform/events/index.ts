export { type Announcer, announce, onAnnounced } from './announce.ts'
export { type Audience, Changes, defineEvent, type EventType, eventSchema, eventTypes } from './registry.ts'
