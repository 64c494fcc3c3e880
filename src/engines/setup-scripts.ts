/** @file What to type for the scripts that install what is not among our npm packages, from where the command runs. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command that runs one of scripts/setup-….sh. */
export const setupCommand = (name: 'tfjs' | 'cuda', ...options: string[]): string =>
  `${['bash', relative('', fileURLToPath(new URL(`../../scripts/setup-${name}.sh`, import.meta.url))), ...options].join(' ')} (docs/gpu.md)`;
