/** @file Runs that are cut off and gone on with: the same bytes in the logs, the same bits in the weights as without. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noteText, readNote } from '../src/store/checkpoint-note.ts';
import { readSafetensors } from '../src/store/safetensors.ts';
import { eluBench, logOf, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const small = (data: string, out: string, ...more: string[]): string[] => [
  ...['run', 'quick/mnist', 'name=small', 'dataset.name=idx', `dataset.dir=${data}`, 'runs=1'],
  ...['network.hidden=2x16', 'train.batch_size=10', 'train.epochs=4', 'variants.activation=[elu]'],
  ...['--out', out, '--quiet', ...more],
];
const FOLDER = join('small', 'activation=elu', 'run-0');
const tensors = async (out: string) =>
  (await readSafetensors(join(out, FOLDER, 'checkpoint.safetensors'))).sha256;

it('trains a finished run longer, to the weights of a long one', async () => {
  const [data, out, long] = [madeUpData(), temporaryFolder(), temporaryFolder()];
  expect((await eluBench(...small(data, out))).code).toBe(0);
  expect((await eluBench(...small(data, out, 'train.epochs=6'))).code).toBe(0);
  expect((await eluBench(...small(data, long, 'train.epochs=6'))).code).toBe(0);
  expect(logOf(out, FOLDER)).toEqual(logOf(long, FOLDER));
  expect(await tensors(out)).toBe(await tensors(long));

  const shorter = await eluBench(...small(data, out, 'train.epochs=5'));
  expect(shorter.code).toBe(2);
  expect(shorter.stderr).toContain('has done 120 iterations, more than the 100 that are asked for');
});

it('goes on with another engine, to the figures of one engine but for rounding, and says so', async () => {
  const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
  expect((await eluBench(...small(data, whole))).code).toBe(0);
  expect((await eluBench(...small(data, out, 'train.epochs=2'))).code).toBe(0);
  const moved = await eluBench(...small(data, out, '--engine', 'tfjs:js'));
  expect(moved.code).toBe(0);
  expect(moved.stderr).toMatch(
    /trained with onnxruntime-node .* up to iteration 40 and goes on with tfjs .*, js, which may round differently/,
  );
  const last = (folder: string) => Object.values(logOf(folder, FOLDER).at(-1)!).map(Number);
  const [found, expected] = [last(out), last(whole)];
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4);
});

it('says where the masks of dropout before a checkpoint were drawn in another way', async () => {
  const data = madeUpData();
  // As a version wrote it that knew no other way.
  const age = async (out: string) => {
    const file = join(out, FOLDER, 'checkpoint.json');
    const read = await readNote(file);
    if (!read || 'fault' in read) throw new Error('no note');
    const { masks, ...old } = read.note;
    expect(masks).toBe(2);
    writeFileSync(file, noteText(old));
  };
  const stderrOf = async (...args: string[]) => {
    const { code, stderr } = await eluBench(...args);
    expect(code).toBe(0);
    return stderr;
  };
  const [out, plain] = [temporaryFolder(), temporaryFolder()];
  const dropping = (epochs: number) => small(data, out, 'network.dropout=0.5', `train.epochs=${epochs}`);
  await stderrOf(...dropping(2));
  await age(out);
  expect(await stderrOf(...dropping(3))).toMatch(
    /masks of dropout up to iteration 40 were drawn by another version of elu-bench/,
  );
  expect(await stderrOf(...dropping(4))).toBe('');
  await stderrOf(...small(data, plain, 'train.epochs=2'));
  await age(plain);
  expect(await stderrOf(...small(data, plain, 'train.epochs=3'))).toBe('');
});

it('goes on from the older checkpoint where the newer one is damaged, and says so', async () => {
  const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
  const often = 'checkpoint.every=1 epochs';
  expect((await eluBench(...small(data, whole, 'train.epochs=6'))).code).toBe(0);
  expect((await eluBench(...small(data, out, often))).code).toBe(0);
  const file = join(out, FOLDER, 'checkpoint.safetensors');
  const bytes = readFileSync(file);
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(file, bytes);
  const { code, stderr } = await eluBench(...small(data, out, often, 'train.epochs=6'));
  expect(code).toBe(0);
  expect(stderr).toMatch(/checkpoint\.safetensors .*does not match its sha256.*goes on from iteration 60/s);
  expect(logOf(out, FOLDER)).toEqual(logOf(whole, FOLDER));
  expect(await tensors(out)).toBe(await tensors(whole));
});

it('refuses checkpoints of other data before it trains, and goes on once the data are back', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  expect((await eluBench(...small(data, out))).code).toBe(0);
  const labels = join(data, 'train-labels-idx1-ubyte');
  const [bytes, changed] = [readFileSync(labels), readFileSync(labels)];
  changed[8] = (changed[8]! + 1) % 3;
  writeFileSync(labels, changed);
  const longer = small(data, out, 'train.epochs=6');
  const refused = await eluBench(...longer);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/holds results of another data set \(checksum of train-labels-idx1-ubyte: /);
  writeFileSync(labels, bytes);
  expect(await eluBench(...longer)).toMatchObject({ code: 0, stderr: '' });
});

it('refuses to go on with another optimiser, by the config and by what the checkpoint keeps', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  const adam = ['optimizer.name=adam', 'optimizer.learning_rate=0.001'];
  expect((await eluBench(...small(data, out, 'optimizer.momentum=0.9'))).code).toBe(0);
  const longer = small(data, out, 'train.epochs=6', ...adam);
  const refused = await eluBench(...longer);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /holds results of another config \(.*optimizer\.name: "?sgd"? before, "?adam"? now/,
  );

  // A checkpoint that claims this config and these logs, but keeps what momentum does.
  const other = temporaryFolder();
  expect((await eluBench(...small(data, other, ...adam))).code).toBe(0);
  const [from, to] = [out, other].map((folder) => join(folder, FOLDER));
  copyFileSync(join(from!, 'checkpoint.safetensors'), join(to!, 'checkpoint.safetensors'));
  const noteOf = async (folder: string) => {
    const read = await readNote(join(folder, 'checkpoint.json'));
    if (!read || 'fault' in read) throw new Error('no note');
    return read.note;
  };
  const { tensors: kept } = await noteOf(from!);
  writeFileSync(join(to!, 'checkpoint.json'), noteText({ ...(await noteOf(to!)), tensors: kept }));
  rmSync(join(to!, 'checkpoint.previous.json'), { force: true });
  const wrong = await eluBench(...small(data, other, 'train.epochs=6', ...adam));
  expect(wrong.code).toBe(3);

  expect(wrong.stderr).toMatch(
    /tensors are of another network or optimizer: it holds dense1\.weight\.momentum .*it lacks dense1\.weight\.exp_avg /,
  );
});

it('begins anew where there is no checkpoint yet', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  expect((await eluBench(...small(data, out))).code).toBe(0);
  const status = join(out, FOLDER, 'status.json');
  writeFileSync(status, readFileSync(status, 'utf8').replace('"done"', '"running"'));
  for (const name of ['checkpoint', 'checkpoint.previous'])
    for (const kind of ['json', 'safetensors']) rmSync(join(out, FOLDER, `${name}.${kind}`), { force: true });
  expect((await eluBench(...small(data, out))).code).toBe(0);
  expect(existsSync(join(out, FOLDER, 'checkpoint.json'))).toBe(true);
  expect(logOf(out, FOLDER)).toHaveLength(5);
});
