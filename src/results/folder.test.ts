import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { EXIT } from '../errors.ts';
import { configHash } from './config-hash.ts';
import { experimentFolder, prepareRunFolder, removeRunFolder, runFolder } from './folder.ts';
import { writeStatus } from './status.ts';

const plan = samplePlan();
const status = {
  status: 'done',
  variant: plan.variant,
  run: 0,
  iterations: 10,
  totalIterations: 10,
  seconds: 1,
  configHash: configHash(plan),
  startedAt: '2024-01-01T00:00:00.000Z',
} as const;

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'folder-'));
});

describe('runFolder', () => {
  it('is <out>/<name>/<variant>/run-<k>', () => {
    expect(runFolder('results', samplePlan({ run: 3 }))).toBe(
      join('results', 'mnist', 'activation=elu', 'run-3'),
    );
  });

  it.each(['..', '.', '', 'a/b', '../x', '/x', 'a\\b'])('refuses the name %j', (name) => {
    expect(() => experimentFolder('results', name)).toThrow("can't name a results folder");
    expect(() => runFolder('results', samplePlan({ variantName: name }))).toThrow(
      "can't name a results folder",
    );
  });
});

describe('prepareRunFolder', () => {
  it('makes an empty folder, and takes it as it is the next time', async () => {
    const folder = await prepareRunFolder(out, plan);
    expect(folder).toBe(runFolder(out, plan));
    expect(await readdir(folder)).toEqual([]);
    await writeStatus(folder, status);
    expect(await prepareRunFolder(out, plan)).toBe(folder);
  });

  it('says that a file is in the way', async () => {
    await writeFile(join(out, 'mnist'), '');
    await expect(prepareRunFolder(out, plan)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: `cannot create ${runFolder(out, plan)}: a file is in the way of a folder. Move that file, or choose another folder with --out.`,
    });
  });

  it('says that the folder cannot be written', async () => {
    // A folder under the name of the trial file stands for whatever keeps us from writing: root passes over permission bits.
    await mkdir(join(runFolder(out, plan), `.write-check-${process.pid}`), { recursive: true });
    await expect(prepareRunFolder(out, plan)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringContaining(`cannot write to ${runFolder(out, plan)}: `),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    await mkdir(join(out, 'mnist'), { mode: 0o555 });
    await expect(prepareRunFolder(out, plan)).rejects.toThrow('permission denied');
  });
});

describe('removeRunFolder', () => {
  it('deletes one run and no other, and minds no absence', async () => {
    const kept = await prepareRunFolder(out, samplePlan({ run: 1 }));
    await writeStatus(await prepareRunFolder(out, plan), status);
    await removeRunFolder(out, plan, () => {});
    await removeRunFolder(out, plan, () => {});
    expect(await readdir(join(kept, '..'))).toEqual(['run-1']);
  });
});
