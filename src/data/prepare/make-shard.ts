/** @file Makes a shard: its pictures are prepared by all threads, and written in order by one. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { encodeTable } from '../shards/record-table.ts';
import type { Batch, Prepared, Said, Sums } from './picture-batch.ts';
import { placeFile } from './place.ts';
import type { Pool } from './pool.ts';
import { type Made, noteFile, noteText, type ShardNote } from './shard-note.ts';
import type { ShardPlan } from './shard-plan.ts';

/** What the threads have prepared of all shards, in order. */
export type Stream = AsyncIterator<readonly [Batch, Prepared]>;

export interface Making {
  readonly folder: string;
  readonly pool: Pool;
  readonly stream: Stream;
  readonly skipCorrupt: boolean;
  readonly signal: AbortSignal;
  /** Throws where the folder is not ours any more. */
  confirm(): Promise<void>;
  /** So many more pictures are done. */
  onPictures(count: number): void;
}

/**
 * Writes the shard and its note.
 * @throws UserError (exit code 3) for a picture that can't be read, unless it is to be skipped, and where the file can't be written.
 */
export async function makeShard(
  { name, split, from, to }: ShardPlan,
  made: Made,
  { folder, pool, stream, skipCorrupt, signal, confirm, onPictures }: Making,
): Promise<ShardNote> {
  const hash = createHash('sha256');
  const lengths: number[] = [];
  const [odd, bad]: [Said[], Said[]] = [[], []];
  let bytes = 0;
  let sums: Promise<readonly Sums[]> | undefined;
  const counted = <T extends Uint8Array>(piece: T): T => {
    hash.update(piece);
    bytes += piece.length;
    return piece;
  };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = from; at < to; ) {
      signal.throwIfAborted();
      const { value } = await stream.next();
      const [{ places }, prepared] = value as readonly [Batch, Prepared];
      const [unread] = prepared.unread;
      if (unread) throw dataError(unread.text);
      const [corrupt] = prepared.bad;
      if (corrupt && !skipCorrupt)
        throw dataError(`${corrupt.text} --skip-corrupt leaves such pictures out.`);
      const here = (said: readonly Said[]) => said.map(({ at: i, text }) => ({ at: at - from + i, text }));
      odd.push(...here(prepared.odd));
      bad.push(...here(prepared.bad));
      lengths.push(...prepared.lengths);
      yield counted(prepared.records);
      at += places.length;
      onPictures(places.length);
    }
    // Meanwhile the file is forced to disk.
    if (split === 'train') sums = pool.takeSums(name);
    sums?.catch(() => {});
    yield counted(encodeTable(lengths));
  }
  await placeFile(join(folder, name), pieces(), { confirm, signal });
  const note: ShardNote = {
    ...{ pictures: lengths.length, bytes, sha256: hash.digest('hex') },
    ...{ odd, bad, sums: sums && added(await sums) },
  };
  await placeFile(noteFile(folder, name), [noteText(note, made)], { confirm });
  return note;
}

function added([first, ...more]: readonly Sums[]): Sums | undefined {
  for (const one of more) for (let i = 0; i < one.length; i++) first![i]! += one[i]!;
  return first;
}
