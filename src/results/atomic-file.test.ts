import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../errors.ts';
import { writeAtomically } from './atomic-file.ts';

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

  it.skipIf(!existsSync('/dev/full'))(
    'keeps the old file on a full disk and says how many bytes it needs',
    async () => {
      const file = join(folder, 'a.json');
      await writeFile(file, 'old');
      await symlink('/dev/full', `${file}.tmp`);
      await expect(writeAtomically(file, ['x'.repeat(70), 'é'])).rejects.toMatchObject({
        exitCode: EXIT.failed,
        message: `cannot write ${file}: no space left on the disk (72 bytes needed). Free some space, or choose another folder with --out.`,
      });
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
});
