/** @file What stands before a member where its header has no room for it: names by GNU, names and sizes by pax (POSIX.1-2001). */
import { dataError } from '../errors.ts';
import { HINT } from './tar-header.ts';

/** What takes the place of a header's fields. */
export interface Extension {
  readonly name?: string;
  readonly size?: number;
}

/** By the type flag: of the next member, by GNU and by pax, and of all that follow, by pax. */
export const EXTENSIONS: Readonly<Record<string, (bytes: Buffer, where: string) => Extension>> = {
  L: (bytes) => ({ name: bytes.toString('utf8').replace(/\0.*$/s, '') }),
  // The target of a link; links are refused.
  K: () => ({}),
  x: paxExtension,
  // Comments, as git writes them; what concerns one member has no place here.
  g: () => ({}),
};

/** Records are `LENGTH KEY=VALUE\n`, and LENGTH counts itself. */
function paxExtension(bytes: Buffer, where: string): Extension {
  const damaged = () => dataError(`${where}: the extended header of a member is ${HINT}`);
  const found: { name?: string; size?: number } = {};
  for (let at = 0; at < bytes.length; ) {
    const length = Number(/^(\d{1,9}) /.exec(bytes.toString('latin1', at, at + 11))?.[1] ?? 0);
    const record = bytes.toString('utf8', at, at + length);
    const [, key, value] = /^\d+ ([^=]*)=(.*)\n$/s.exec(record) ?? [];
    if (at + length > bytes.length || key === undefined || value === undefined) throw damaged();
    if (key.startsWith('GNU.sparse'))
      throw dataError(`${where}: holds a sparse file; expected an archive of plain files.`);
    if (key === 'path') found.name = value;
    if (key === 'size') {
      if (!/^\d{1,15}$/.test(value)) throw damaged();
      found.size = Number(value);
    }
    at += length;
  }
  return found;
}
