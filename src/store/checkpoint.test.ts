/** @file Checkpoints against everything that can happen to them: a kill between any two steps, cuts, flipped bits, lies, a full disk. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { thorough } from '../../test/thorough.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import type { State } from '../engines/trainer.ts';
import { EXIT, UserError } from '../errors.ts';
import { saveCheckpoint, savingSteps } from './checkpoint.ts';
import { type Loaded, loadCheckpoint, newestNote } from './checkpoint-load.ts';
import type { CheckpointNote } from './checkpoint-note.ts';

/** Different tensors for every iteration. */
const stateAt = (iteration: number): State =>
  new Map([
    ['dense1.weight', { shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, iteration]) }],
    ['dense1.bias', { shape: [2], data: Float32Array.from([iteration, -iteration]) }],
  ]);

const noteAt = (iteration: number): Omit<CheckpointNote, 'tensors'> => ({
  position: { iteration, logged: iteration - 1, sums: { steps: 1, loss: 0.1 + 0.2, error: 0.5 } },
  stepsPerEpoch: 20,
  seconds: 1.5,
  log: { bytes: 10 * iteration, sha256: 'aa' },
  configHash: 'c0ffee',
  checksums: { 'train-images-idx3-ubyte': 'md5' },
  device: 'fake',
});

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const save = (iteration: number): Promise<void> =>
  saveCheckpoint(folder, noteAt(iteration), stateAt(iteration));
const load = (from = folder): Promise<Loaded> => loadCheckpoint(from, async () => undefined);
const file = (name: string): string => join(folder, name);

/** The iteration that a load gives, its tensors proved to belong to it. */
function iterationOf({ checkpoint }: Loaded): number | undefined {
  if (!checkpoint) return undefined;
  const { iteration } = checkpoint.note.position;
  expect(checkpoint.state).toEqual(stateAt(iteration));
  return iteration;
}

describe('saveCheckpoint', () => {
  it('keeps the last two', async () => {
    expect(await load()).toEqual({ warnings: [] });
    for (const iteration of [1, 2, 3]) await save(iteration);
    expect(readdirSync(folder).sort()).toEqual([
      'checkpoint.json',
      'checkpoint.previous.json',
      'checkpoint.previous.safetensors',
      'checkpoint.safetensors',
    ]);
    const { checkpoint, warnings } = await load();
    expect(checkpoint).toEqual({ note: expect.objectContaining(noteAt(3)), state: stateAt(3) });
    expect(warnings).toEqual([]);
    for (const kind of ['json', 'safetensors']) rmSync(file(`checkpoint.${kind}`));
    expect(iterationOf(await load())).toBe(2);
  });

  it("leaves a folder as it is once that is somebody else's, at whatever step", async () => {
    await save(1);
    const left: string[] = [];
    for (let allowed = 0; ; allowed++) {
      const from = temporaryFolder();
      cpSync(folder, from, { recursive: true });
      let asked = 0;
      let before = '';
      const content = () =>
        readdirSync(from)
          .map((name) => `${name} ${readFileSync(join(from, name), 'hex')}`)
          .join();
      const confirm = async () => {
        if (asked++ < allowed) return;
        before ||= content();
        throw new UserError('lost', EXIT.failed);
      };
      const end = await saveCheckpoint(from, noteAt(2), stateAt(2), confirm).catch(String);
      if (end === undefined) break;
      expect(end).toContain('lost');
      // Half a file that never got its name may go.
      const whole = (text: string) => text.split(',').filter((one) => !one.includes('.tmp'));
      expect(whole(content())).toEqual(whole(before));
      expect(iterationOf(await load(from))).toBeGreaterThan(0);
      left.push(before);
    }
    expect(left.length).toBeGreaterThan(5);
  });

  it('can be killed between any two steps, again and again', async () => {
    const steps = savingSteps(folder, noteAt(1), stateAt(1)).length;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: steps }), { maxLength: 6 }), async (kills) => {
        folder = temporaryFolder();
        for (const iteration of [1, 2]) await save(iteration);
        let newest = 2;
        for (const kill of kills) {
          const next = newest + 1;
          for (const step of savingSteps(folder, noteAt(next), stateAt(next)).slice(0, kill)) await step();
          expect((await newestNote(folder))!.position.iteration).toBe(kill >= 2 ? next : newest);
          const loaded = await load();
          expect(loaded.warnings).toEqual([]);
          newest = iterationOf(loaded)!;
          expect(newest).toBe(kill >= 2 ? next : next - 1);
          expect(readdirSync(folder).filter((name) => name.includes('.new'))).toEqual([]);
        }
        await save(newest + 1);
        expect(iterationOf(await load())).toBe(newest + 1);
        for (const kind of ['json', 'safetensors']) rmSync(file(`checkpoint.${kind}`));
        expect(iterationOf(await load())).toBe(newest);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves the last two where the new one cannot be written, and nothing of the new one', async () => {
    for (const iteration of [1, 2]) await save(iteration);
    const before = readdirSync(folder);
    // A folder in the way stands for whatever keeps the file from being written.
    mkdirSync(join(file('checkpoint.new.json'), 'inside'), { recursive: true });
    await expect(save(3)).rejects.toMatchObject({ exitCode: EXIT.failed });
    rmSync(file('checkpoint.new.json'), { recursive: true, force: true });
    expect(readdirSync(folder)).toEqual(before);
    expect(iterationOf(await load())).toBe(2);
  });
});

describe('loadCheckpoint', () => {
  /** Damages one file of the newest checkpoint and loads: an older one with a warning, or an error; never other tensors than were saved. */
  const expectNoticed = async (name: string, damage: (bytes: Buffer) => Buffer): Promise<void> => {
    const copy = temporaryFolder();
    cpSync(folder, copy, { recursive: true });
    const damaged = damage(readFileSync(file(name)));
    writeFileSync(join(copy, name), damaged);
    const loaded = await load(copy);
    expect(iterationOf(loaded)).toBe(1);
    expect(loaded.warnings).toHaveLength(1);
    expect(loaded.warnings[0]).toMatch(/checkpoint\..*The run goes on from iteration 1\.$/);
  };

  beforeEach(async () => {
    for (const iteration of [1, 2]) await save(iteration);
  });

  it.each(['checkpoint.safetensors', 'checkpoint.json'])('notices cuts of %s', async (name) => {
    const { length } = readFileSync(file(name));
    const cuts = thorough(25, 100);
    for (let i = 0; i < cuts; i++)
      await expectNoticed(name, (bytes) => bytes.subarray(0, Math.floor((i * length) / cuts)));
  });

  it.each(['checkpoint.safetensors', 'checkpoint.json'])('notices flipped bits of %s', async (name) => {
    const { length } = readFileSync(file(name));
    const flips = thorough(100, 1000);
    for (let i = 0; i < flips; i++) {
      const bit = Math.floor((i * length * 8) / flips);
      await expectNoticed(name, (bytes) => {
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        return bytes;
      });
    }
  });

  it('believes no header that claims 2^60 bytes, and takes no memory for it', async () => {
    const before = process.memoryUsage().rss;
    await expectNoticed('checkpoint.safetensors', (bytes) => {
      bytes.writeBigUInt64LE(2n ** 60n);
      return bytes;
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('takes the older one where the newer does not fit the run', async () => {
    const wrong = async ({ note }: { readonly note: CheckpointNote }) =>
      note.position.iteration === 2 ? 'its dense1.weight has the shape [2, 3]; expected [3, 2]' : undefined;
    const loaded = await loadCheckpoint(folder, wrong);
    expect(iterationOf(loaded)).toBe(1);
    expect(loaded.warnings[0]).toContain('(iteration 2): its dense1.weight has the shape');
  });

  it('names every fault where none is usable', async () => {
    writeFileSync(file('checkpoint.json'), '{}');
    rmSync(file('checkpoint.previous.safetensors'));
    const error = await load().catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: EXIT.data });
    expect((error as UserError).message).toMatch(
      /checkpoint\.json is damaged.*checkpoint\.previous\.json \(iteration 1\): the tensors that belong to it are missing.*--overwrite/,
    );
  });

  it('says so where the newest is missing', async () => {
    rmSync(file('checkpoint.json'));
    const loaded = await load();
    expect(iterationOf(loaded)).toBe(1);
    expect(loaded.warnings[0]).toContain('checkpoint.json is missing');
  });

  it('refuses the format of a newer version by name', async () => {
    const text = readFileSync(file('checkpoint.json'), 'utf8').replace('"version": 1', '"version": 2');
    writeFileSync(file('checkpoint.json'), text);
    expect((await load()).warnings[0]).toContain('is of format 2, of a newer elu-bench');
    expect(existsSync(file('checkpoint.json'))).toBe(true);
  });
});
