/** @file `npm run docs`: writes docs/reference/ and the schema of experiment files from the tables. */
import { writeFileSync } from 'node:fs';
import { schemaText } from '../config/json-schema.ts';
import { PAGES } from './pages.ts';

/** The same folder above src/docs and dist/docs. */
const ROOT = new URL('../../', import.meta.url);

for (const [name, text] of Object.entries(PAGES))
  writeFileSync(new URL(`docs/reference/${name}`, ROOT), text());
writeFileSync(new URL('schema/experiment.schema.json', ROOT), schemaText());
