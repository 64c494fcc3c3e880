/** @file What is said of an experiment before its runs begin. */
import { join } from 'node:path';
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { ENGINES, type EngineName } from '../../engines/engines.ts';
import type { Precision } from '../../engines/precision.ts';
import type { Standing } from '../../store/standing.ts';
import { counted } from '../../text/counted.ts';
import type { RunGroup } from '../../training/launch/launcher.ts';
import type { Selection } from './engines.ts';
import type { Standings } from './standings.ts';
import { groupsText } from './vectorize.ts';

export interface Beginning {
  readonly experiment: Experiment;
  readonly engine: Selection;
  readonly standings: Standings;
  /** What is to be trained, by process. */
  readonly groups: readonly RunGroup[];
  /** Processes side by side, and what decided it. */
  readonly jobs: { readonly jobs: number; readonly why: string };
  readonly out: string;
  readonly retry: boolean;
}

/** What is trained, by what and where; and how many runs are left as they are, or gone on with. */
export function beginningLines({
  experiment,
  engine,
  standings,
  groups,
  jobs,
  out,
  retry,
}: Beginning): string[] {
  const count = (standing: Standing) => [...standings.values()].filter((one) => one === standing).length;
  const [finished, begun, failed] = [count('finished'), count('begun'), count('failed')];
  const of = `of ${counted(standings.size, 'run')}`;
  const lines = [
    `${planText(experiment, [...standings.keys()], engine)}, ${counted(jobs.jobs, 'job')} (${jobs.why}), results in ${join(out, experiment.name)}`,
    groupsText(groups),
    finished > 0 &&
      `${finished} ${of} finished before with this config and stay as they are (--overwrite begins anew)`,
    begun > 0 && `${begun} ${of} go on where they were`,
    failed > 0 && !retry && `${failed} ${of} failed before and are left out (--retry tries them again)`,
  ];
  return lines.filter((line) => line !== false && line !== undefined);
}

function planText(
  { name, engine }: Experiment,
  plans: readonly RunPlan[],
  { name: chosen, device, why }: Selection,
): string {
  const variants = new Set(plans.map(({ variantName }) => variantName)).size;
  return (
    `${name}: ${counted(variants, 'variant')} x ${counted(plans.length / variants, 'run')}, ` +
    `engine ${chosen} (${device}; ${why})${precisionText(engine.precision, chosen)}, ${counted(engine.threads, 'thread')} a run`
  );
}

/** Said where TF32 is asked for: that it is used, or that this engine has none. */
const precisionText = (asked: Precision | undefined, name: EngineName): string =>
  asked === 'tf32' ? (ENGINES[name].tf32 ? ' in TF32' : ' in float32, as it has no TF32') : '';
