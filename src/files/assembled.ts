/** @file Modules that the build assembles of WebAssembly texts (scripts/assemble.mjs). */
import { readFileSync } from 'node:fs';

/** The part of the language's WebAssembly that is used here; it is declared for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What such a module exports, with a memory of its own. */
export const openAssembled = <Exports>(file: URL): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports as Exports;

/** A memory, as far as it is used. Its buffer is another one once it has grown. */
export interface AssembledMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Bytes by which a memory grows. */
export const PAGE = 2 ** 16;
