import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadExperiment } from './load.ts';
import { MAX_BYTES } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
const at = (name: string) => join(folder, name);
mkdirSync(at('folder.yaml'));
writeFileSync(at('empty.yaml'), '');
writeFileSync(at('comment.yaml'), '# nothing but this\n');
writeFileSync(
  at('binary.yaml'),
  Uint8Array.from({ length: 256 }, (_, i) => i),
);
writeFileSync(at('utf16.yaml'), Buffer.from('\uFEFFname: x\n', 'utf16le'));
writeFileSync(at('large.yaml'), '#'.repeat(MAX_BYTES + 1));
writeFileSync(at('mnist.yaml'), 'name: x\n');

test.each([
  ['folder.yaml', 'a folder; expected an experiment file.'],
  ['empty.yaml', 'empty; expected an experiment, as in configs/mnist.yaml.'],
  ['comment.yaml', 'empty; expected an experiment, as in configs/mnist.yaml.'],
  ['binary.yaml', 'not a text file; expected an experiment file, YAML in UTF-8.'],
  ['utf16.yaml', 'not a text file; expected an experiment file, YAML in UTF-8.'],
  ['large.yaml', 'larger than 64 kB; expected an experiment file, which is a few kB of YAML.'],
  ['other', 'no such file; expected an experiment file.'],
  ['mnits.yaml', `no such file; expected an experiment file (did you mean "${at('mnist.yaml')}"?)`],
  ['none/mnist.yaml', 'no such file; expected an experiment file.'],
])('%s', (name, problem) => {
  expect(() => loadExperiment(at(name))).toThrowError(
    expect.objectContaining({ name: 'UserError', exitCode: 2, message: `${at(name)}: ${problem}` }),
  );
});
