/**
 * @file SwiftShader, Vulkan on the CPU, where a Chromium or Chrome brings it: npm run check:slow trains on it as on a GPU. Its variables must be
 * set before a process starts, since the loader of libraries reads them then.
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/** Folders of the browsers that playwright has fetched. */
function fetched(): string[] {
  const root = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(root)) return [];
  const browsers = readdirSync(root).filter((name) => name.startsWith('chromium'));
  return browsers.flatMap((name) => readdirSync(join(root, name)).map((inner) => join(root, name, inner)));
}

/** ELU_BENCH_SWIFTSHADER names a folder that has it; where it is empty, the drivers of the machine are tested instead. */
const places = (): string[] => [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/snap/chromium/current/usr/lib/chromium-browser',
  '/opt/google/chrome',
  ...fetched(),
];

const SYSTEM = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** What a process needs in its environment to compute on SwiftShader; nothing where there is none, or where a driver is chosen already. */
export function softwareVulkan(): Readonly<Record<string, string>> {
  const { ELU_BENCH_SWIFTSHADER: chosen, VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  if (process.platform !== 'linux' || chosen === '' || VK_DRIVER_FILES || VK_ICD_FILENAMES) return {};
  const folder = (chosen === undefined ? places() : [chosen]).find((place) =>
    existsSync(join(place, DRIVER)),
  );
  if (folder === undefined) return {};
  const installed = SYSTEM.some((place) => existsSync(join(place, LOADER)));
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return {
    VK_ICD_FILENAMES: join(folder, DRIVER),
    ...(installed ? {} : { LD_LIBRARY_PATH: libraries }),
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(),
  };
}

/** For whoever has none. */
export const HOW_TO_INSTALL =
  'Chromium brings SwiftShader (apt install chromium); or let ELU_BENCH_SWIFTSHADER name a folder with ' +
  `${DRIVER} and its library`;
