/** @file What was measured of engines on this machine, remembered for the next command on a like experiment: a file in the folder `cache` of the data folder. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dataFolder } from '../../data/data-folder.ts';
import { engineNames } from '../../engines/engines.ts';
import { writeAtomically } from '../../files/atomic-file.ts';
import { isRecord, isText, passes } from '../../files/json-guards.ts';
import type { Measured, Tried } from './measured.ts';

/** Of what stands in it; another number makes it unread. */
const VERSION = 1;
/** Measurements that are kept, the newest: some kilobytes. */
const MOST = 100;

export interface Memory {
  recall(key: string): Promise<Measured | undefined>;
  keep(key: string, measured: Measured): Promise<void>;
}

export const memoryFile = (): string => join(dataFolder('cache'), 'engines.json');

/** The name under which a measurement is kept: by all that it depends on. */
export const memoryKey = (of: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24);

/** The memory in a file. One that is missing, damaged or can't be written is as good as empty: then it is measured again. */
export const rememberedIn = (file: string): Memory => ({
  recall: async (key) => (await entriesIn(file)).get(key),
  async keep(key, measured) {
    const others = [...(await entriesIn(file))].filter(([other]) => other !== key);
    const entries = Object.fromEntries([...others, [key, measured] as const].slice(-MOST));
    const text = `${JSON.stringify({ version: VERSION, entries }, undefined, 1)}\n`;
    // Of two commands that write at once one is forgotten, and measures again.
    await mkdir(dirname(file), { recursive: true })
      .then(() => writeAtomically(file, [text]))
      .catch(() => undefined);
  },
});

async function entriesIn(file: string): Promise<ReadonlyMap<string, Measured>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isRecord(value) || value.version !== VERSION || !isRecord(value.entries)) return new Map();
    return new Map(
      Object.entries(value.entries).filter((entry): entry is [string, Measured] => isMeasured(entry[1])),
    );
  } catch {
    return new Map();
  }
}

const isMeasured = (value: unknown): value is Measured =>
  passes<Measured>(value, {
    at: isText,
    tried: (tried) => Array.isArray(tried) && tried.length > 0 && tried.every(isTried),
  });

const isTried = (value: unknown): value is Tried =>
  isRecord(value) &&
  engineNames.some((name) => name === value.name) &&
  (value.works === true
    ? isText(value.device) && typeof value.msPerStep === 'number' && value.msPerStep > 0
    : value.works === false && isText(value.problem) && isText(value.remedy));
