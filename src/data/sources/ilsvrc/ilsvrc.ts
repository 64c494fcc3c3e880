/** @file ILSVRC 2012 in the archives as they come, read in place: an index of where each picture lies, in one pass that takes their MD5. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataError } from '../../../errors.ts';
import { isFolder, isThere } from '../../../files/regular-file.ts';
import type { ByteStream } from '../../byte-stream.ts';
import { notHeldOutRemarks } from '../hold-out.ts';
import type { Archive, Layout } from '../layout.ts';
import { type Columns, type KeptList, listOf } from '../pictures.ts';
import { comparedWith, ILSVRC } from '../published.ts';
import type { OpenOptions } from '../source.ts';
import { archiveAt, beginPass, checkEnd } from './archive-pass.ts';
import { findDevkit, readDevkit } from './devkit.ts';
import { DEVKIT, isPublished, type PublishedArchive, TRAIN, VAL } from './published-archives.ts';
import { trainingColumns } from './training-archive.ts';
import { validationColumns } from './validation-archive.ts';

export const ilsvrc: Layout = {
  looks: `${TRAIN.name}, ${VAL.name} and ${DEVKIT.name} (ImageNet)`,
  unmistakable: true,
  recognise: (dir) => ([TRAIN, VAL].some(({ name }) => isThere(join(dir, name))) ? dir : undefined),
  async open(root, options) {
    const [train, val] = [TRAIN, VAL].map((one) => archiveAt(present(root, join(root, one.name), one)));
    const kit = present(root, findDevkit(root), DEVKIT);
    for (const archive of [train!, val!]) checkEnd(archive);
    // The small ones first, as what is wrong with them is known at once.
    const devkit = await readDevkit(kit);
    const index = indexer([val!, train!], options);
    const test = await index(val!, (stream, archive) => validationColumns(stream, archive, devkit));
    const training = await index(train!, (stream, archive) => trainingColumns(stream, archive, devkit.wnids));
    const kits = isFolder(kit) ? [] : [archiveAt(kit)];
    const checksums = {
      [TRAIN.name]: training.md5,
      [VAL.name]: test.md5,
      ...Object.fromEntries(kits.map(({ path }) => [basename(path), md5Of(path)])),
    };
    return comparedWith(ILSVRC, {
      title: 'ImageNet (ILSVRC 2012)',
      root,
      classes: devkit.wnids,
      train: training.list,
      test: test.list,
      remarks: [
        ...Object.entries(checksums)
          .filter(([name, md5]) => !isPublished(name, md5))
          .map(([name, md5]) => `${name} is not the one that was published, but whole: its MD5 is ${md5}`),
        ...notHeldOutRemarks(options, VAL.name),
      ],
      checksums,
      archives: [train!, val!, ...kits],
    });
  },
};

function present(root: string, path: string | undefined, { name, md5 }: PublishedArchive): string {
  if (path !== undefined && isThere(path)) return path;
  throw dataError(
    `${root}: no ${name} beside the other archives of ILSVRC 2012; expected it here, as image-net.org publishes it (MD5 ${md5}).`,
  );
}

interface Indexed {
  readonly list: KeptList;
  readonly md5: string;
}

/** What goes over one archive after the other, and tells how far it is with all. */
function indexer(archives: readonly Archive[], { signal, progress }: OpenOptions) {
  const total = archives.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return async (
    archive: Archive,
    columns: (stream: ByteStream, archive: Archive) => Promise<readonly Columns[]>,
  ): Promise<Indexed> => {
    const { stream, md5 } = beginPass(archive, {
      signal,
      passed(bytes) {
        done += bytes;
        progress?.(done, total);
      },
    });
    try {
      const home = { kind: 'archive', path: archive.path } as const;
      return { list: listOf(home, await columns(stream, archive)), md5: md5() };
    } finally {
      await stream.close();
    }
  };
}

const md5Of = (path: string): string => createHash('md5').update(readFileSync(path)).digest('hex');
