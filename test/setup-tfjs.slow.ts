/** @file scripts/setup-tfjs.sh: what it says where something is missing, and, where compiler and packages can be had, that what it builds trains. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { callSetup, PACKAGE, setupProject, starts } from './setup-project.ts';
import { temporaryFolder } from './tiny-idx.ts';

const setup = (folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  callSetup('setup-tfjs.sh', folder, args, env);

describe.skipIf(process.platform !== 'linux')('setup-tfjs.sh', () => {
  it('says what it takes', async () => {
    const folder = setupProject();
    const { code, stdout } = await setup(folder, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Installs TensorFlow\.js.*--undo/s);
    expect((await setup(folder, ['--cpu'])).code).toBe(2);
  });

  it.each([
    ['a compiler that is not there', { CXX: 'no-such-compiler' }, 'no-such-compiler, a C++ compiler'],
    ['no folder', { TENSORFLOW_LIB: '/no/such/folder' }, 'TENSORFLOW_LIB=/no/such/folder is no folder'],
    ['a folder without TensorFlow', { TENSORFLOW_LIB: '/etc' }, "/etc does not hold TensorFlow's libraries"],
  ])('told of %s, it says so and changes nothing', async (_, env, message) => {
    const folder = setupProject();
    const { code, stderr } = await setup(folder, [], env);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(readdirSync(folder).sort()).toEqual(['package.json', 'scripts']);
  });

  const built = starts('g++', '--version') && starts('python3', '-c', 'import venv, ensurepip');
  describe.skipIf(!built)('with a compiler and Python', () => {
    const folder = setupProject(afterAll);

    it('builds an addon that trains, leaves it alone when called again, and takes it all away', async ({
      skip,
    }) => {
      expect((await setup(folder, ['--check'])).code).toBe(1);
      const first = await setup(folder);
      if (/could not install/.test(first.stderr)) skip(`no packages to be had: ${first.stderr}`);
      expect(first.stderr).toMatch(/tfjs-node: TensorFlow \S+ trains on the CPU/);
      expect(first.code).toBe(0);
      const again = await setup(folder);
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to do') });
      expect((await setup(folder, ['--check'])).code).toBe(0);

      // The other package, against the library as a folder: neither takes the other away, and no package.json names them.
      const library = join(folder, '.tfjs-setup', 'venv', 'lib');
      const python = readdirSync(library).find((name) => name.startsWith('python'))!;
      const tensorflow = join(library, python, 'site-packages', 'tensorflow');
      const gpu = await setup(folder, ['--gpu'], { TENSORFLOW_LIB: tensorflow });
      expect(gpu.stderr).toMatch(/tfjs-node-gpu: TensorFlow \S+ trains/);
      expect(gpu.code).toBe(0);
      expect((await setup(folder, ['--check'])).code).toBe(0);
      expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(PACKAGE);

      // A library that lacks what the addon calls is found out before the addon is built, and what trained still does.
      const empty = temporaryFolder();
      for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
        expect(starts('g++', '-shared', '-o', join(empty, name), '-x', 'c++', '/dev/null')).toBe(true);
      const other = setupProject();
      const lacking = await setup(other, [], {
        TENSORFLOW_LIB: empty,
        TENSORFLOW_INCLUDE: join(tensorflow, 'include'),
      });
      expect(lacking.code).toBe(1);
      expect(lacking.stderr).toMatch(/lacks\n {2}TFE?_\w+\n/);

      expect((await setup(folder, ['--undo'])).code).toBe(0);
      expect(existsSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node'))).toBe(false);
      expect(existsSync(join(folder, '.tfjs-setup'))).toBe(false);
      expect((await setup(folder, ['--undo'])).stderr).toContain('nothing to undo');
    });
  });
});
