/** @file The header of a safetensors file: JSON that says which bytes are which tensor. What is read is not believed until checked. */
import type { State } from '../engines/trainer.ts';
import { duplicateKey } from '../files/duplicate-key.ts';
import { isCount, isRecord } from '../files/json-guards.ts';

/** Free text beside the tensors. */
export type Metadata = Readonly<Record<string, string>>;

/** One tensor's place: bytes `begin` up to `end`, counted from the end of the header. */
export interface Placement {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Metadata;
  /** In the order of their bytes. */
  readonly placements: readonly Placement[];
}

/** The header of a state as bytes, without the length before it; padded so that the data begins at a multiple of 8. */
export function encodeHeader(state: State, metadata: Metadata): Buffer {
  let end = 0;
  const entries: [string, unknown][] = [['__metadata__', metadata]];
  for (const [name, { shape, data }] of state) {
    entries.push([name, { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  // Member by member: an object would put names that look like integers first.
  const json = `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
  const bytes = Buffer.from(json);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7, ' ')]);
}

/** What is wrong with a file; told to the user with the name of the file by whoever reads it. */
export class SafetensorsFault extends Error {}

/** Throws a SafetensorsFault that says `fault` unless it `holds`. */
export const check: (holds: boolean, fault: string) => asserts holds = (holds, fault) => {
  if (!holds) throw new SafetensorsFault(fault);
};

/** Reads a header whose tensors must fill `dataBytes` bytes exactly; throws a SafetensorsFault that says what is not so. */
export function decodeHeader(bytes: Uint8Array, dataBytes: number): Header {
  const { __metadata__: notes = {}, ...tensors } = parse(bytes);
  const placements = Object.entries(tensors)
    .map(([name, value]) => placement(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const tensor of placements) {
    check(
      tensor.begin === end,
      `tensor ${quote(tensor.name)} begins at byte ${tensor.begin}, expected ${end}`,
    );
    end = tensor.end;
  }
  check(end === dataBytes, `its tensors take ${end} bytes, but ${dataBytes} follow the header`);
  return { metadata: metadata(notes), placements };
}

const quote = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  check(bytes[0] === 0x7b, 'its header does not begin with {');
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    json = JSON.parse(text);
  } catch {
    throw new SafetensorsFault('its header is not JSON in UTF-8');
  }
  check(isRecord(json), 'its header is not a JSON object');
  const twice = duplicateKey(text);
  check(twice === undefined, `its header has the key ${quote(twice ?? '')} twice`);
  return json;
}

function metadata(value: unknown): Metadata {
  check(isRecord(value), '__metadata__ is not an object');
  for (const [key, text] of Object.entries(value))
    check(typeof text === 'string', `${quote(key)} in __metadata__ is not a string`);
  return value as Metadata;
}

const isCounts = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isCount);

function placement(name: string, value: unknown): Placement {
  const tensor = `tensor ${quote(name)}`;
  check(isRecord(value), `${tensor} is not described by an object`);
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  check(Object.keys(rest).length === 0, `${tensor} has the unknown key ${quote(Object.keys(rest)[0] ?? '')}`);
  check(dtype === 'F32', `${tensor} has dtype ${quote(String(dtype))}, expected F32`);
  check(isCounts(shape), `the shape of ${tensor} is not a list of sizes`);
  check(isCounts(offsets) && offsets.length === 2, `data_offsets of ${tensor} is not two byte positions`);
  const [begin = 0, end = 0] = offsets;
  const bytes = byteLength(shape);
  check(
    bytes !== undefined && end - begin === bytes,
    `${tensor} has ${end - begin} bytes, not what its shape takes`,
  );
  return { name, shape, begin, end };
}

/** bytes = 4 · ∏ shape; undefined where that leaves the exact integers. */
function byteLength(shape: readonly number[]): number | undefined {
  let bytes = 4;
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) return undefined;
  }
  return bytes;
}
