/** @file config.yaml of a run: an experiment file that leaves nothing to defaults and means that run alone. */
import { stringify } from 'yaml';
import type { RunPlan } from './experiment.ts';
import { fileOf } from './resolve.ts';

/**
 * The experiment as its variant has it, with `runs: 1` and `first_run` the number of the run. `variants` names the varied settings with their one
 * value, so that expanding the loaded file gives the same plan: the same folder, the same columns.
 */
export function resolvedYaml({ experiment, variantName, run }: RunPlan): string {
  const { name, description, seed, runs, first_run, variants, ...rest } = fileOf(experiment);
  const varied = Object.keys(variants).length > 0 ? { variants } : {};
  const said = description === undefined ? {} : { description };
  const file = { name, ...said, seed, runs, first_run, ...varied, ...rest };
  const comment = `# Run ${run} of variant ${variantName}, with nothing left to defaults. To repeat it: elu-bench run with this file.\n`;
  return comment + yaml(file);
}

const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** True where a file that `resolvedYaml` wrote has the same training as the plan; told by its text, as reading thousands of files would take a minute. */
export function hasTrainingOf(text: string, { experiment }: RunPlan): boolean {
  const section = `\n${yaml({ train: fileOf(experiment).train })}`;
  const at = text.indexOf(section);
  return at >= 0 && text[at + section.length] !== ' ';
}
