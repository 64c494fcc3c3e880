/** @file Whether Linux would find a shared library by its name, without loading it: where the dynamic linker looks, in its order. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from './system.ts';

const FOLDERS = ['lib64', 'usr/lib64', 'lib', 'usr/lib', 'usr/local/lib'];
/** Of Debian's kind: /usr/lib/x86_64-linux-gnu. */
const MULTIARCH = /-linux-gnu$/;

/** Whether the linker finds it in LD_LIBRARY_PATH, in its cache or in the folders that it looks into without being told. */
export function isLibraryHere(name: string, { root, env }: Pick<System, 'root' | 'env'>): boolean {
  const named = (env.LD_LIBRARY_PATH ?? '').split(/[:;]/).filter((folder) => folder !== '');
  return (
    named.some((folder) => existsSync(join(root, folder, name))) ||
    isInCache(name, root) ||
    FOLDERS.some((folder) => existsSync(join(root, folder, name)) || isBelow(join(root, folder), name))
  );
}

const isBelow = (folder: string, name: string): boolean =>
  namesIn(folder).some((below) => MULTIARCH.test(below) && existsSync(join(folder, below, name)));

/** The names stand in it as they are, each ended by a zero. */
function isInCache(name: string, root: string): boolean {
  try {
    return readFileSync(join(root, 'etc/ld.so.cache')).includes(`/${name}\0`);
  } catch {
    return false;
  }
}

/** Names in a folder; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
