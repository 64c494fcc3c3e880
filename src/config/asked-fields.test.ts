/** @file Measures that the file asks for: what it may say, and what can't be measured. */
import { describe, expect, it } from 'vitest';
import { load, messageOf, SMALL } from '../../test/small-config.ts';
import { expand } from './expand.ts';
import { resolvedYaml } from './resolved.ts';

describe('evaluate.top', () => {
  it('is kept, and written into config.yaml', () => {
    const [plan] = expand(load(SMALL, 'evaluate.top=5'));
    expect(plan!.experiment.evaluate.top).toBe(5);
    const text = resolvedYaml(plan!);
    expect(text).toContain('top: 5');
    expect(expand(load(text))).toEqual([plan]);
  });

  it('is not there where it is 0 or not given', () => {
    expect(load(SMALL).evaluate).not.toHaveProperty('top');
    expect(load(SMALL, 'evaluate.top=0')).toEqual(load(SMALL));
  });

  it.each(['1', '-2', '2.5', 'true', '65536', 'all'])('refuses %s', (value) => {
    expect(messageOf(() => load(SMALL, `evaluate.top=${value}`))).toMatch(
      /evaluate\.top=.*: found .*; expected a whole number from 2 to 65535, or 0/,
    );
  });

  it('needs fewer than the classes of the data set', () => {
    expect(load(SMALL, 'evaluate.top=9').evaluate.top).toBe(9);
    expect(messageOf(() => load(`${SMALL}evaluate: { top: 10 }\n`))).toMatch(
      /^x\.yaml:6:18 evaluate\.top: found 10 for 10 classes; expected fewer than there are classes, or 0 for none/,
    );
  });

  it('needs an objective with classes, also where the layers decide it', () => {
    const fault = (objective: string) =>
      `evaluate.top: found 5, for a top-k error, which needs classes, but the objective is ${objective}; expected cross_entropy, or 0 for none`;
    expect(messageOf(() => load(`${SMALL}objective: binary_cross_entropy\n`, 'evaluate.top=5'))).toContain(
      fault('binary_cross_entropy').replace('evaluate.top: ', ''),
    );
    const autoencoder = `${SMALL.replace('hidden: 2x16', 'encoder: [8, 4]')}evaluate: { top: 5 }\n`;
    expect(messageOf(() => load(autoencoder))).toContain(fault('mean_squared_error'));
  });

  it('can be varied', () => {
    const plans = expand(load(`${SMALL}variants: { evaluate.top: [2, 5] }\n`));
    expect(plans.map(({ experiment }) => experiment.evaluate.top)).toEqual([2, 5]);
    expect(messageOf(() => load(`${SMALL}variants: { evaluate.top: [2, 10] }\n`))).toMatch(/found 10 for 10/);
  });
});
