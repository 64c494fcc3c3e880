/** @file Part of `npm run build`: assembles each WebAssembly text of src/ (.wat) into the module beside its compiled reader in dist/. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import openWabt from 'wabt';

const SOURCES = new URL('../src/', import.meta.url);
const BUILT = new URL('../dist/', import.meta.url);

const wabt = await openWabt();
for (const entry of readdirSync(SOURCES, { recursive: true })) {
  const path = entry.replaceAll('\\', '/');
  if (!path.endsWith('.wat')) continue;
  const module = wabt.parseWat(path, readFileSync(new URL(path, SOURCES)));
  writeFileSync(new URL(path.replace(/wat$/, 'wasm'), BUILT), module.toBinary({}).buffer);
}
