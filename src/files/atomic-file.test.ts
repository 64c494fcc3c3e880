import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../../test/cli-process.ts';
import { EXIT } from '../errors.ts';
import { clearLeftBehind, placeFiles, writeAtomically } from './atomic-file.ts';

const COMPILED = new URL('../../dist/files/atomic-file.js', import.meta.url).href;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-'));
});

describe('writeAtomically', () => {
  it('replaces the file by all pieces and leaves nothing beside it', async () => {
    const file = join(folder, 'a.json');
    await writeFile(file, 'old');
    await writeAtomically(file, ['new ', Buffer.from('text')]);
    expect(await readFile(file, 'utf8')).toBe('new text');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the old file on a full disk and says how many bytes it needs',
    async () => {
      const file = join(folder, 'a.json');
      await writeFile(file, 'old');
      // A limit on the size of files stands for the disk.
      const script = `import { writeAtomically } from ${JSON.stringify(COMPILED)};
      await writeAtomically(${JSON.stringify(file)}, ['x'.repeat(70_000), 'é']).catch(({ message, exitCode }) => console.log(message, exitCode));`;
      const node = [process.execPath, '--input-type=module', '-e', script];
      const { stdout } = await startProgram('bash', ['-c', 'ulimit -f 1 && exec "$0" "$@"', ...node]).ended;
      expect(stdout).toBe(
        `cannot write ${file}: the file would exceed the size limit (70002 bytes needed). ` +
          `Raise the limit (ulimit -f), or choose another folder with --out. ${EXIT.failed}\n`,
      );
      expect(await readFile(file, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['a.json']);
    },
  );

  it('cleans up after a rename that fails', async () => {
    const file = join(folder, 'taken');
    await mkdir(join(file, 'inside'), { recursive: true });
    await expect(writeAtomically(file, ['x'])).rejects.toThrow(
      `cannot write ${file}: a folder is in the way of the file`,
    );
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('lets several write at once, of whom one wins whole', async () => {
    const file = join(folder, 'a.csv');
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
    await Promise.all(texts.map((text) => writeAtomically(file, [text.slice(0, 7), text.slice(7)])));
    expect(texts).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  it('deletes what a writer left that was killed long ago, and nothing else', async () => {
    const left = ['a.csv.0123456789ab.tmp', 'a.csv.ba9876543210.tmp', 'b.csv.0123456789ab.tmp', 'a.csv.tmp'];
    const [old, fresh, ofAnother, anyones] = left;
    for (const name of left) await writeFile(join(folder, name), '');
    const hourAgo = Date.now() / 1000 - 3600;
    for (const name of [old, ofAnother, anyones]) await utimes(join(folder, name!), hourAgo, hourAgo);
    await writeAtomically(join(folder, 'a.csv'), ['x']);
    expect(await readdir(folder)).toEqual(['a.csv', fresh, anyones, ofAnother].sort());
    await clearLeftBehind(folder);
    expect(await readdir(folder)).toEqual(['a.csv', anyones]);
  });
});

describe('placeFiles', () => {
  const files = (of: readonly [name: string, pieces: Iterable<string>][]) =>
    new Map(of.map(([name, pieces]) => [join(folder, name), pieces]));

  it('writes pieces as they come', async () => {
    const pieces = function* () {
      for (const piece of ['a', 'b', 'c']) yield piece;
    };
    await placeFiles(
      files([
        ['one', pieces()],
        ['two', ['d']],
      ]),
    );
    expect(await readFile(join(folder, 'one'), 'utf8')).toBe('abc');
    expect(await readFile(join(folder, 'two'), 'utf8')).toBe('d');
    expect(await readdir(folder)).toEqual(['one', 'two']);
  });

  it('gives none its name before all are written, and leaves nothing where it is given up', async () => {
    const stop = new AbortController();
    const pieces = function* () {
      yield 'a';
      stop.abort();
      yield 'b';
    };
    await writeFile(join(folder, 'one'), 'old');
    const given = files([
      ['one', ['new']],
      ['two', pieces()],
    ]);
    await expect(placeFiles(given, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual(['one']);
    expect(await readFile(join(folder, 'one'), 'utf8')).toBe('old');
  });
});
