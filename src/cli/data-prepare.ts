/** @file `elu-bench data prepare`: pictures decoded and resized once for all, by all cores, into shards that training reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codecNames } from '../data/pictures/codecs.ts';
import { prepare, type Store } from '../data/prepare/prepare.ts';
import { whatToPrepare } from '../data/prepare/what.ts';
import { ODD, sizeFolder } from '../data/shards/layout.ts';
import { formText } from '../data/shards/stores.ts';
import { lockFolder } from '../store/lock.ts';
import { counted, grouped } from '../text/counted.ts';
import { machine } from './machine/machine.ts';
import { oneOf } from './one-of.ts';
import { pictureProgress } from './progress/picture-progress.ts';
import { sourceProgress } from './progress/source-progress.ts';
import { untilStopped } from './until-stopped.ts';

export interface PrepareOptions {
  readonly size: number;
  readonly codec: string;
  readonly workers?: number;
  readonly validation?: number;
  readonly as?: string;
  readonly skipCorrupt?: boolean;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Prepares `imagenet` as it was imported, or a folder of pictures; returns the exit code. */
export const dataPrepare = async (asked: string, options: PrepareOptions): Promise<number> =>
  untilStopped(async ({ signal }) => {
    const { size, workers = coresHere(), skipCorrupt = false, as, validation } = options;
    const codec = oneOf('--codec', options.codec, codecNames);
    const search = sourceProgress(asked);
    const what = await whatToPrepare(asked, {
      ...(as !== undefined && { as }),
      ...(validation !== undefined && { validation }),
      ...{ signal, progress: search.update },
    }).finally(search.close);
    for (const remark of what.source.remarks) say(remark);
    const folder = sizeFolder(what.folder, size);
    const bar = pictureProgress();
    const store = await prepare(what.source, {
      ...{ folder, size, codec, workers, skipCorrupt, signal, say, progress: bar.update },
      claim: (path) => lockFolder(path, { warn: say, stop: signal }),
    }).finally(bar.close);
    tell(store, folder, what.dataset);
  });

/** Whole cores' worth of time that this process gets. */
function coresHere(): number {
  const { cores, quota = cores } = machine();
  return Math.max(1, Math.floor(quota));
}

const isLeftOut = (line: string): boolean => line.startsWith('left out');

/** Pictures that are named one by one; the rest stand in a file. */
const MOST_NAMED = 20;

/** Tells what there is now, on stdout. */
function tell({ index, already }: Store, folder: string, dataset: string): void {
  const { train, test } = index;
  const count = `${grouped(train.pictures)} training and ${grouped(test.pictures)} validation pictures`;
  const odd = train.odd + test.odd;
  if (odd > 0)
    say(
      `${counted(odd, 'picture', grouped)} with harmless oddities taken, as Pillow takes them: ${join(folder, ODD)}`,
    );
  const skipped = train.skipped + test.skipped;
  if (skipped > 0) {
    const names = readFileSync(join(folder, ODD), 'utf8').split('\n').filter(isLeftOut);
    for (const name of names.slice(0, MOST_NAMED)) say(name);
    say(`${counted(skipped, 'picture', grouped)} left out, as they can't be read: ${join(folder, ODD)}`);
  }
  print(
    already
      ? `${count}, ${formText(index)}, are prepared already in ${folder}; "elu-bench data verify" checks them.`
      : `${count}, ${formText(index)}, in ${folder}. In a config: dataset: ${dataset}`,
  );
}
