/** @file A process that prepares a folder of pictures in small shards, so that a kill comes amid many of them. */
import { prepare } from '../dist/data/prepare/prepare.js';
import { openSource } from '../dist/data/sources/open.js';
import { lockFolder } from '../dist/store/lock.js';

const [from, folder, size, codec, workers, shardPictures] = process.argv.slice(2);
const { signal } = new AbortController();
const say = (text) => void process.stderr.write(`${text}\n`);
await prepare(await openSource(from, { signal }), {
  ...{ folder, size: Number(size), codec, workers: Number(workers), shardPictures: Number(shardPictures) },
  ...{ skipCorrupt: false, signal, say, progress: (done) => process.stdout.write(`${done}\n`) },
  claim: (path) => lockFolder(path, { warn: say, stop: signal }),
});
