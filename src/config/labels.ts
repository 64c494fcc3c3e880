/** @file Names of variants: columns and values in tables, folders on disk. */
import { createHash } from 'node:crypto';
import { activationField, activationLabel } from './activation-field.ts';
import { optimizerLabel } from './optimizer-fields.ts';

/** A value as a table shows it: `0.9`, `elu`, `elu(alpha=0.5)`, `adam(learning_rate=0.001)`, `2x512-128`. */
export function valueLabel(path: string, value: unknown): string {
  if (path === 'network.activation') return activationLabel(activationField.parse(value));
  if (path === 'optimizer') return optimizerLabel(value as Readonly<Record<string, unknown>>);
  return Array.isArray(value) ? value.join('-') : String(value);
}

/** What a setting's column is called, if no other is called the same. */
const shortName = (path: string): string =>
  path === 'optimizer.name' ? 'optimizer' : path.slice(path.lastIndexOf('.') + 1);

/** Column of each setting: the last part of its path, or the whole path where two settings share it. */
export function columnNames(paths: readonly string[]): string[] {
  const last = paths.map(shortName);
  return paths.map((path, i) => (last.indexOf(last[i]!) === last.lastIndexOf(last[i]!) ? last[i]! : path));
}

/** A label in the letters that every file system and shell takes as they are. */
export const fileLabel = (label: string): string =>
  label
    .replaceAll(/[^A-Za-z0-9.+=-]+/g, '_')
    .replace(/[_.]+$/, '')
    .replace(/^$/, '_');

const MOST = 150;

/** Folder name of a variant: `activation=elu,momentum=0.9`; cut and marked by a hash where file systems would find it too long. */
export function variantFolder(variant: Readonly<Record<string, string>>): string {
  const parts = Object.entries(variant).map(([column, label]) => `${column}=${fileLabel(label)}`);
  const name = parts.length === 0 ? 'default' : parts.join(',');
  if (name.length <= MOST) return name;
  const hash = createHash('sha256').update(JSON.stringify(variant)).digest('hex').slice(0, 12);
  return `${name.slice(0, MOST)}~${hash}`;
}
