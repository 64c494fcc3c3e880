/** @file Writes the table of ImageNet's devkit as MATLAB 5 does: `synsets`, a column of structs, compressed or not. */
import { deflateSync } from 'node:zlib';

export interface Synset {
  readonly id: number;
  readonly wnid: string;
  /** Those above others are no classes. */
  readonly children?: number;
}

const TYPE = { int8: 1, int32: 5, uint32: 6, double: 9, matrix: 14, compressed: 15, utf8: 16 } as const;
const CLASS = { struct: 2, char: 4, double: 6 } as const;
/** Bytes of a field's name. */
const NAME_BYTES = 17;

/** Tag, data, padding to eight bytes. */
export function element(type: keyof typeof TYPE, data: Uint8Array): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(TYPE[type]);
  tag.writeUInt32LE(data.length, 4);
  const padding = type === 'compressed' ? 0 : (8 - (data.length % 8)) % 8;
  return Buffer.concat([tag, data, Buffer.alloc(padding)]);
}

const words = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);

const matrix = (
  of: keyof typeof CLASS,
  dims: readonly number[],
  name: string,
  ...data: readonly Buffer[]
): Buffer =>
  element(
    'matrix',
    Buffer.concat([
      element('uint32', words(CLASS[of], 0)),
      element('int32', words(...dims)),
      element('int8', Buffer.from(name)),
      ...data,
    ]),
  );

const number = (value: number): Buffer =>
  matrix('double', [1, 1], '', element('double', Buffer.from(Float64Array.of(value).buffer)));
const text = (value: string): Buffer =>
  matrix('char', [1, value.length], '', element('utf8', Buffer.from(value)));
const none = (): Buffer => matrix('double', [0, 0], '', element('double', Buffer.alloc(0)));

/** In the order in which the devkit has them. */
const FIELDS: readonly [name: string, value: (synset: Synset) => Buffer][] = [
  ['ILSVRC2012_ID', ({ id }) => number(id)],
  ['WNID', ({ wnid }) => text(wnid)],
  ['words', ({ wnid }) => text(`what ${wnid} is`)],
  ['gloss', () => text('in words')],
  ['num_children', ({ children = 0 }) => number(children)],
  ['children', none],
  ['wordnet_height', ({ children = 0 }) => number(children > 0 ? 1 : 0)],
  ['num_train_images', () => number(1300)],
];

const named = (name: string): Buffer => Buffer.from(name.padEnd(NAME_BYTES, '\0'));

/** The bytes of meta.mat; `dims` is what it says of its length, instead of the truth. */
export function metaMat(
  synsets: readonly Synset[],
  { compressed = true, dims = [synsets.length, 1] }: { compressed?: boolean; dims?: readonly number[] } = {},
): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, Platform: GLNXA64');
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const table = matrix(
    'struct',
    dims,
    'synsets',
    element('int32', words(NAME_BYTES)),
    element('int8', Buffer.concat(FIELDS.map(([name]) => named(name)))),
    ...synsets.flatMap((synset) => FIELDS.map(([, value]) => value(synset))),
  );
  return Buffer.concat([header, compressed ? element('compressed', deflateSync(table)) : table]);
}
