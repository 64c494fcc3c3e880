/** @file What is done to some pictures of the source that follow each other: read, decoded, resized, encoded, and their pixels added up. */
import { UserError } from '../../errors.ts';
import { CODECS, type CodecName } from '../pictures/codecs.ts';
import { decodePicture } from '../pictures/decode.ts';
import { resizePicture } from '../pictures/resize.ts';
import { encodePlace } from '../shards/kept-place.ts';
import type { Place } from '../sources/source.ts';
import { openSourceFiles } from './source-files.ts';

/** What becomes of every picture. */
export interface Form {
  readonly size: number;
  readonly codec: CodecName;
  /** Folder of the source. */
  readonly root: string;
}

export interface Batch {
  readonly places: readonly Place[];
  /** Pixels are added to the sums of this name; absent: to none. */
  readonly sums?: string;
}

/** Something to say of a picture, `at` which place in the batch. */
export interface Said {
  readonly at: number;
  readonly text: string;
}

export interface Prepared {
  /** The records of the pictures that can be read, one after the other. */
  readonly records: Uint8Array<ArrayBuffer>;
  /** Bytes of each. */
  readonly lengths: Uint32Array;
  /** Pictures with a harmless oddity. */
  readonly odd: readonly Said[];
  /** Pictures that can't be decoded, which have no record. */
  readonly bad: readonly Said[];
  /** Pictures whose files can't be read, which have none either. */
  readonly unread: readonly Said[];
}

/** Sums of the pixels of a name, [3, size, size]. */
export type Sums = Uint32Array<ArrayBuffer>;

export interface Preparer {
  prepare(batch: Batch): Promise<Prepared>;
  /** The sums of a name, which are forgotten then; undefined where nothing was added to them. */
  takeSums(name: string): Sums | undefined;
}

/** One picture is resized while the next is decoded. */
const AT_ONCE = 2;

/** Does it in this thread. */
export function openPreparer({ size, codec, root }: Form): Preparer {
  const files = openSourceFiles();
  const { encode, decode, exact } = CODECS[codec];
  const sums = new Map<string, Sums>();

  const add = (name: string, pixels: Uint8Array) => {
    const sum = sums.get(name) ?? new Uint32Array(pixels.length);
    sums.set(name, sum);
    for (let i = 0; i < pixels.length; i++) sum[i]! += pixels[i]!;
  };
  const prepareOne = async (place: Place, bytes: Uint8Array, name: string | undefined) => {
    const { warning, ...picture } = await decodePicture(bytes, place.name);
    const resized = resizePicture(picture, size, size);
    const record = encode ? await encode(resized) : encodePlace(place, root, bytes);
    // What is added up is what will be read.
    if (name !== undefined)
      add(name, exact || !decode ? resized.pixels : await decode(record, size, place.name));
    return { record, warning };
  };
  return {
    async prepare({ places, sums: name }) {
      const records: (Uint8Array | undefined)[] = Array(places.length);
      const said = { odd: [] as Said[], bad: [] as Said[], unread: [] as Said[] };
      const tell = (kind: keyof typeof said, at: number, text: string) => void said[kind].push({ at, text });
      let next = 0;
      const lane = async () => {
        for (let at = next++; at < places.length; at = next++) {
          const place = places[at]!;
          let problem: 'unread' | 'bad' = 'unread';
          try {
            const bytes = files.read(place);
            problem = 'bad';
            const { record, warning } = await prepareOne(place, bytes, name);
            records[at] = record;
            if (warning !== undefined) tell('odd', at, `${place.name}: ${warning}`);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            tell(problem, at, error.message);
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const kept = records.filter((record) => record !== undefined);
      // The lanes end in any order.
      for (const all of Object.values(said)) all.sort((a, b) => a.at - b.at);
      return { records: joined(kept), lengths: Uint32Array.from(kept, ({ length }) => length), ...said };
    },
    takeSums(name) {
      const taken = sums.get(name);
      sums.delete(name);
      return taken;
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
