/** @file Text where text is wanted, whatever YAML takes it for; blanks that nobody sees, shown; and `~`, the home folder. */
import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { load, messageOf, SMALL } from '../../test/small-config.ts';
import { expand } from './expand.ts';
import { resolvedYaml } from './resolved.ts';

describe('a name', () => {
  const names = [
    ...[
      '20240501',
      '4e10213',
      '1_000',
      '0x1F',
      '0o17',
      'true',
      'False',
      '2024-05-01',
      '1e400',
      '007',
      '1.50',
    ],
    ...['12345678901234567890', '12345678901234567891', '0b101', 'yes', '1e5', '0'],
  ];
  it.each(names)('%s is that text, in a file, after name= and in the config.yaml of a run', (name) => {
    expect(load(SMALL.replace('small', name)).name).toBe(name);
    const typed = load(SMALL, `name=${name}`);
    expect(typed.name).toBe(name);
    expect(load(resolvedYaml(expand(typed)[0]!)).name).toBe(name);
    expect(load(SMALL.replace('small', `"${name}"`)).name).toBe(name);
  });

  it('null is a word where it is typed, and nothing in a file, which is said', () => {
    expect(load(SMALL, 'name=null').name).toBe('null');
    expect(messageOf(() => load(SMALL.replace('small', 'null')))).toContain(
      'x.yaml:1:7 name: found null, which means nothing; expected letters',
    );
    expect(messageOf(() => load(SMALL, 'name='))).toContain('found nothing; expected letters');
  });

  it.each(['.5', '-5', '[1]', '{a: 1}', '.nan'])('%s is none, as it was written', (name) => {
    expect(messageOf(() => load(SMALL.replace('small', name)))).toMatch(
      /x\.yaml:1:7 name: found .*; expected letters/,
    );
  });
});

it('other texts are taken as they were written, too', () => {
  const paper =
    'paper:\n  not_stated: [1.0, true, 0x10]\n  claims: [{what: 2016, where: 5, basis: stated, expect: [1]}]\n';
  const found = load(`${SMALL}${paper}`, 'description=1e400', 'dataset.dir=2024');
  expect(found).toMatchObject({ description: '1e400', dataset: { dir: '2024' } });
  expect(found.paper).toMatchObject({
    not_stated: ['1.0', 'true', '0x10'],
    claims: [{ what: '2016', where: '5', expect: ['1'] }],
  });
  const { variants } = load(SMALL, 'variants.dataset.dir=[007, 07, "7"]');
  expect(variants).toEqual({ 'dataset.dir': ['007', '07', '7'] });
});

it('a number is none of another form, and no text becomes a number', () => {
  for (const seed of ['0x10', '"1"', 'true', '1e400'])
    expect(messageOf(() => load(SMALL, `seed=${seed}`))).toContain('expected a whole number');
});

describe('what nobody sees', () => {
  it.each([
    ['\u00a0learning_rate', '"\\u00a0learning_rate"'],
    ['learning_rate\u200b', '"learning_rate\\u200b"'],
    ['learning\u00ad_rate', '"learning\\u00ad_rate"'],
    ['\ufefflearning_rate', '"\\ufefflearning_rate"'],
  ])('in a key is shown: %j', (key, shown) => {
    const told = messageOf(() => load(SMALL.replace('learning_rate', `${key}`)));
    expect(told).toContain(`unknown key ${shown} in optimizer (did you mean "learning_rate"?)`);
    expect(told).toContain('␣');
    const typed = messageOf(() => load(SMALL, `optimizer.${key}=0.1`));
    expect(typed).toContain(`found the key ${shown}`);
  });

  it.each([
    ['activation', 'elu', 'elu\u00a0', '(did you mean "elu"?)'],
    ['optimizer.learning_rate', '0.1', '0.1\u200b', 'found the rate "0.1\\u200b"'],
    ['train.epochs', '2', '\u20032', 'found "\\u20032"'],
  ])('in a value of %s is shown', (_, from, to, shown) => {
    expect(messageOf(() => load(SMALL.replace(`: ${from} }`, `: ${to} }`)))).toContain(shown);
  });
});

describe('~', () => {
  it.each([
    ['~/data', `${homedir()}/data`],
    ['~', homedir()],
    ['"~/my data"', `${homedir()}/my data`],
    ['./~/data', './~/data'],
    ['data~', 'data~'],
  ])('in dataset.dir=%s', (typed, dir) => {
    expect(load(SMALL, `dataset.dir=${typed}`).dataset.dir).toBe(dir);
  });

  it('of another user is refused', () => {
    expect(messageOf(() => load(SMALL, 'dataset.dir=~other/data'))).toContain(
      'found "~other/data": another user\'s home is not looked up; expected ~/',
    );
  });
});
