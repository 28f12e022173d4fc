import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** One entry of an event file. */
export type TrackEvent = {
  /** Seconds since 1970. */
  readonly wallTime: number
  readonly step?: number
} & (
  | { readonly fileVersion: string }
  | { readonly scalar: { readonly tag: string; readonly value: number } }
  | { readonly sessionStart: true }
)

/** SessionLog.SessionStatus.START of event.proto. */
const START = 1

/**
 * Serialises an Event (field numbers: event.proto and summary.proto of TensorBoard 2.21). A scalar is a `simple_value`
 * without plugin metadata: TensorBoard adds what its scalar page needs when it reads the file.
 */
export function writeEvent(event: TrackEvent): Uint8Array {
  const w = new BinaryWriter()
  w.tag(1, WireType.Bit64).double(event.wallTime)
  if (event.step !== undefined) w.tag(2, WireType.Varint).int64(event.step)
  if ('fileVersion' in event) {
    w.tag(3, WireType.LengthDelimited).string(event.fileVersion)
    message(w, 10, (source) => source.tag(1, WireType.LengthDelimited).string('hantune'))
  } else if ('scalar' in event) {
    const { tag, value } = event.scalar
    message(w, 5, (summary) =>
      message(summary, 1, (entry) => {
        entry.tag(1, WireType.LengthDelimited).string(tag)
        entry.tag(2, WireType.Bit32).float(value)
      }),
    )
  } else {
    message(w, 7, (session) => session.tag(1, WireType.Varint).int32(START))
  }
  return w.finish()
}

function message(w: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void): void {
  w.tag(field, WireType.LengthDelimited).fork()
  fill(w)
  w.join()
}
