export { EventWriter, type EventWriterOptions, firstEventTime } from './event-writer.ts'
