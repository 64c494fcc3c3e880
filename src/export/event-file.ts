/** @file TensorBoard's event files: the few fields of tensorflow.Event (tensorflow/core/util/event.proto) that scalars need. */
import protobuf from 'protobufjs/minimal.js';
import { tfRecord } from './tfrecord.ts';

/** Scalars of one step, by tag. */
export interface ScalarEvent {
  /** Seconds. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: readonly (readonly [tag: string, value: number])[];
}

/** Key of a protobuf field: its number and its wire type (0 varint, 1 eight bytes, 2 with a length, 5 four bytes). */
const key = (field: number, wire: 0 | 1 | 2 | 5): number => (field << 3) | wire;

/** Event: wall_time = 1 (double), step = 2 (int64), file_version = 3 (string), summary = 5. */
const versionEvent = (): Uint8Array =>
  protobuf.Writer.create().uint32(key(3, 2)).string('brain.Event:2').finish();

/** Summary: value = 1, repeated; Summary.Value: tag = 1 (string), simple_value = 2 (float). */
function scalarEvent({ wallTime, step, values }: ScalarEvent): Uint8Array {
  const writer = protobuf.Writer.create()
    .uint32(key(1, 1))
    .double(wallTime)
    .uint32(key(2, 0))
    .int64(Math.round(step))
    .uint32(key(5, 2))
    .fork();
  for (const [tag, value] of values)
    writer.uint32(key(1, 2)).fork().uint32(key(1, 2)).string(tag).uint32(key(2, 5)).float(value).ldelim();
  return writer.ldelim().finish();
}

/** A whole event file. */
export const eventFile = (events: readonly ScalarEvent[]): Uint8Array =>
  Buffer.concat([versionEvent(), ...events.map(scalarEvent)].map(tfRecord));
