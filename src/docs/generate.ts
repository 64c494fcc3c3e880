/** @file `npm run docs`: writes docs/reference/ from the tables. */
import { writeFileSync } from 'node:fs';
import { PAGES } from './pages.ts';

/** The same folder from src/docs and from dist/docs. */
const REFERENCE = new URL('../../docs/reference/', import.meta.url);

for (const [name, text] of Object.entries(PAGES)) writeFileSync(new URL(name, REFERENCE), text());
