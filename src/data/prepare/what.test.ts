/** @file What is prepared is told as a config names it, whatever its name. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { imageFolderOf, madeUpPictures } from '../../../test/made-up-pictures.ts';
import { whatToPrepare } from './what.ts';

it('tells what a config has to say, in one line of YAML', async () => {
  const folder = imageFolderOf(await madeUpPictures({ perClass: 2, val: 3 }));
  const names = ['small', 'a, b', '123', 'true', '~', '# x', '[a', `${'long '.repeat(19)}name`];
  for (const as of names) {
    const { dataset } = await whatToPrepare(folder, { as, signal: new AbortController().signal });
    expect(dataset).not.toContain('\n');
    expect(parse(dataset)).toEqual({ name: 'images', dir: as });
  }
});
