import { lstat, mkdir, mkdtemp, readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { EXIT } from '../errors.ts';
import { configHash } from './config-hash.ts';
import { lockFolder } from './lock.ts';
import { experimentFolder, prepareRunFolder, removeRunFolders, runFolder } from './run-folder.ts';
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

  it.each([
    ['the experiment', 'mnist'],
    ['the variant', 'mnist/activation=elu'],
    ['the run', 'mnist/activation=elu/run-0'],
  ])('says that a link leads nowhere: %s', async (_, path) => {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await symlink(join(out, 'gone'), join(out, path));
    await expect(prepareRunFolder(out, plan)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: `cannot create ${runFolder(out, plan)}: ${join(out, path)} is a link that leads nowhere. Mend or delete the link, or choose another folder with --out.`,
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    await mkdir(join(out, 'mnist'), { mode: 0o555 });
    await expect(prepareRunFolder(out, plan)).rejects.toThrow('permission denied');
  });
});

describe('removeRunFolders', () => {
  const plans = [plan, samplePlan({ run: 1 })];

  it('deletes these runs and no other, and minds no absence', async () => {
    const kept = await prepareRunFolder(out, samplePlan({ run: 2 }));
    await writeStatus(await prepareRunFolder(out, plan), status);
    await mkdir(join(runFolder(out, plan), 'by', 'hand'), { recursive: true });
    await removeRunFolders(out, plans, expect.fail);
    await removeRunFolders(out, plans, expect.fail);
    expect(await readdir(join(kept, '..'))).toEqual(['run-2']);
  });

  it('deletes nothing where one of them is in use', async () => {
    for (const one of plans) await writeStatus(await prepareRunFolder(out, one), status);
    const lock = await lockFolder(runFolder(out, plans[1]!), { warn: () => {} });
    await expect(removeRunFolders(out, plans, expect.fail)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringContaining(`${runFolder(out, plans[1]!)} is in use by process ${process.pid}`),
    });
    expect(await readdir(runFolder(out, plan))).toEqual(['status.json']);
    if ('release' in lock) await lock.release();
    await removeRunFolders(out, plans, expect.fail);
    expect(await readdir(join(runFolder(out, plan), '..'))).toEqual([]);
  });

  it('says that it takes over the lock of a process that is gone', async () => {
    const folder = await prepareRunFolder(out, plan);
    const note = { host: 'gone', since: '2026-01-01T00:00:00.000Z', processes: [{ pid: 17 }] };
    await writeFile(join(folder, 'lock.json'), JSON.stringify(note));
    await utimes(join(folder, 'lock.json'), 1_700_000_000, 1_700_000_000);
    const told: string[] = [];
    await removeRunFolders(out, plans, (text) => told.push(text));
    expect(told).toEqual([expect.stringContaining(`${folder}: its lock was left behind by process 17`)]);
    expect(await readdir(join(folder, '..'))).toEqual([]);
  });

  it('empties a run that lies elsewhere, and leaves the link', async () => {
    const folder = await prepareRunFolder(out, plan);
    await writeStatus(folder, status);
    await rename(folder, join(out, 'moved'));
    await symlink(join(out, 'moved'), folder);
    await removeRunFolders(out, [plan], expect.fail);
    expect(await readdir(join(out, 'moved'))).toEqual([]);
    expect((await lstat(folder)).isSymbolicLink()).toBe(true);
    expect(await prepareRunFolder(out, plan)).toBe(folder);
  });
});
