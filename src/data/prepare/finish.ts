/** @file What makes a store of finished shards: labels, sums and what was odd, and last of all its index. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { plainText } from '../../text/untrusted.ts';
import { indexFile, labelsName, ODD, SPLITS, type SplitName, SUMS, VERSION } from '../shards/layout.ts';
import { type FileSum, indexText, KIND, type SplitIndex, type StoreIndex } from '../shards/store-index.ts';
import type { Source } from '../sources/source.ts';
import type { Form } from './picture-batch.ts';
import { placeFile } from './place.ts';
import type { ShardNote } from './shard-note.ts';
import type { ShardPlan } from './shard-plan.ts';

export type Finished = readonly (readonly [ShardPlan, ShardNote])[];

interface Whole {
  readonly source: Source;
  /** Of the list of its pictures. */
  readonly list: string;
  readonly form: Form;
  readonly shards: Finished;
}

/** Writes everything that is not there yet; with the index, which comes last, the folder is a store. */
export async function finishStore(
  folder: string,
  { source, list, form, shards }: Whole,
  confirm: () => Promise<void>,
): Promise<StoreIndex> {
  const of = (split: SplitName) => shards.filter(([plan]) => plan.split === split);
  const files = new Map([
    ...SPLITS.map((split): [string, Uint8Array] => [
      labelsName(split),
      labelsOf(of(split), source.root, split),
    ]),
    [SUMS, totalOf(shards, form.size)],
    [ODD, Buffer.from(oddText(shards))],
  ]);
  const sumOf = (name: string): FileSum => {
    const bytes = files.get(name)!;
    return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const splitOf = (split: SplitName): SplitIndex => ({
    ...{
      pictures: total(of(split), ({ pictures }) => pictures),
      skipped: total(of(split), ({ bad }) => bad.length),
    },
    odd: total(of(split), ({ odd }) => odd.length),
    labels: sumOf(labelsName(split)),
    shards: of(split).map(([, { bytes, sha256, pictures }]) => ({ bytes, sha256, pictures })),
  });
  const { title, root, checksums, remarks, classes } = source;
  const index: StoreIndex = {
    ...{ kind: KIND, version: VERSION, size: form.size, codec: form.codec, classes },
    source: { title, root, list, checksums, remarks },
    ...{ train: splitOf('train'), test: splitOf('test'), sums: sumOf(SUMS), odd: sumOf(ODD) },
  };
  for (const [name, bytes] of files) await placeFile(join(folder, name), [bytes], { confirm });
  await placeFile(indexFile(folder), [indexText(index)], { confirm });
  return index;
}

const total = (shards: Finished, of: (note: ShardNote) => number): number =>
  shards.reduce((sum, [, note]) => sum + of(note), 0);

/** Two bytes a picture that was kept. */
function labelsOf(shards: Finished, root: string, split: SplitName): Uint8Array {
  const labels = shards.flatMap(([{ list, from, to }, { bad }]) => {
    const left = new Set(bad.map(({ at }) => from + at));
    return [...list.labels.subarray(from, to)].filter((_, i) => !left.has(from + i));
  });
  if (labels.length === 0) throw dataError(`${root}: no picture is left in the ${split} split.`);
  return new Uint8Array(Uint16Array.from(labels).buffer);
}

/** Whole numbers below 2^53, so that their order changes nothing. */
function totalOf(shards: Finished, size: number): Uint8Array {
  const all = new Float64Array(3 * size * size);
  for (const [, { sums }] of shards) if (sums) for (let i = 0; i < all.length; i++) all[i]! += sums[i]!;
  return new Uint8Array(all.buffer);
}

const oddText = (shards: Finished): string =>
  shards
    .flatMap(([{ split }, { odd, bad }]) => [
      ...bad.map(({ text }) => `left out of ${split}: ${plainText(text)}\n`),
      ...odd.map(({ text }) => `taken into ${split}: ${plainText(text)}\n`),
    ])
    .join('');
