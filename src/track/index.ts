export { EventWriter, type EventWriterOptions } from './event-writer.ts'
