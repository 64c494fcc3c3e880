/** The pages written by hand: what they quote is in the source, what they link to or name exists, and their experiment files load. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadExperiment } from '../config/load.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'data/README.md',
  'results/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Blocks of code of a language: what follows its name, and the text. */
const blocks = (page: string, language: string) =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}( .*)?\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, info = '', text]) => ({ info: info.trim(), text: text! }),
  );

it.each(PAGES)('%s links to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
  for (const link of links.filter((target) => !target.startsWith('http')))
    expect(existsSync(resolve(ROOT, dirname(page), link)), link).toBe(true);
});

/** Every file of ours, by its path. */
const FILES = ['src', 'test', 'bench', 'scripts', 'configs', 'docs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `/${folder}/${file}`),
);

it.each(PAGES)('%s names files and folders that exist, by a path or the end of one', (page) => {
  const named = [
    ...read(page).matchAll(/`([\w./-]+\.(?:ts|mjs|py|sh)|(?:src|test|bench|scripts)\/[\w./-]*)`/g),
  ];
  const missing = named
    .map(([, path]) => path!.replace(/\/$/, ''))
    .filter((path) => !existsSync(join(ROOT, path)) && !FILES.some((file) => file.endsWith(`/${path}`)));
  expect(missing).toEqual([]);
});

it.each(PAGES)('%s quotes code as it is', (page) => {
  for (const { info, text } of blocks(page, 'ts')) expect(read(info)).toContain(text);
});

it.each(['README.md', 'docs/guide.md'])('%s shows an experiment file that loads', (page) => {
  const whole = blocks(page, 'yaml');
  expect(whole.length).toBeGreaterThan(0);
  const dir = mkdtempSync(join(tmpdir(), 'elu-bench-docs-'));
  for (const { text } of whole) {
    const file = join(dir, 'experiment.yaml');
    writeFileSync(file, text);
    expect(() => loadExperiment(file)).not.toThrow();
  }
  rmSync(dir, { recursive: true });
});
