/** @file TABLE of what columns are called in the CSV files that programs write, by what they are for. Whether a column is that, what it holds decides too. */

/** A name without blanks around it and without MLflow's prefixes: `params.seed` is seed. */
export const bareName = (name: string): string => name.trim().replace(/^(params|metrics)\./i, '');

/** A name without case, blanks around it, MLflow's prefixes, or what stands between its words: `trainer/global_step` is trainer_global_step. */
export const plainName = (name: string): string =>
  bareName(name)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

/** Two names are one if only case, blanks around them and MLflow's prefixes differ. */
export const sameName = (a: string, b: string): boolean =>
  bareName(a).toLowerCase() === bareName(b).toLowerCase();

export const COLUMN_NAMES = {
  /** Counts the rows of a run; the first that tells rows apart. */
  step: [
    'iteration',
    'iterations',
    'iter',
    'global_step',
    'trainer_global_step',
    'train_global_step',
    'step',
    'steps',
    'train_step',
    'training_step',
    'train_iter',
    'training_iteration',
    'env_step',
    'env_steps',
    'timestep',
    'timesteps',
    'total_timesteps',
    'time_total_timesteps',
    'update',
    'updates',
    'round',
    'epoch',
    'epochs',
    'trainer_epoch',
    'train_epoch',
    'training_epoch',
  ],
  /** Says which run of its variant it is, and so which of another variant's it is paired with. */
  run: [
    'run',
    'run_number',
    'run_index',
    'run_no',
    'run_nr',
    'seed',
    'random_seed',
    'rng_seed',
    'random_state',
    'trial',
    'trial_number',
    'repetition',
    'repeat',
    'replicate',
    'replica',
    'rep',
    'fold',
    'cv_fold',
    'run_name',
    'run_id',
    'trial_id',
  ],
  /** Text that is what was varied, even where nothing forces it to be. */
  variant: [
    'variant',
    'activation',
    'activation_function',
    'model',
    'model_name',
    'network',
    'net',
    'architecture',
    'arch',
    'method',
    'algorithm',
    'algo',
    'optimizer',
    'condition',
    'treatment',
    'arm',
    'config',
  ],
  /** Text about a run that is not what was varied. */
  aside: [
    'status',
    'state',
    'notes',
    'note',
    'comment',
    'comments',
    'message',
    'tags',
    'user',
    'host',
    'hostname',
    'machine',
    'device',
    'gpu',
    'commit',
    'git_commit',
    'path',
    'file',
    'dir',
    'log_dir',
    'checkpoint',
    'ckpt',
    'url',
    'artifact_uri',
    'sweep',
    'job_type',
    'id',
    'experiment_id',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type NamedRole = keyof typeof COLUMN_NAMES;

/** Place in the list of a role, which is its rank; −1 for a name that is not in it. */
export const rankAs = (role: NamedRole, name: string): number =>
  (COLUMN_NAMES[role] as readonly string[]).indexOf(plainName(name));

/** True for what each run has another of, whatever its variant. */
export const isRunId = (name: string): boolean => /^(run_name|run_id|trial_id)$/.test(plainName(name));

/** Several of them, so a count of all in a table with a row a run: then it is no step. */
export const isPlural = (name: string): boolean => plainName(name).endsWith('s');

const TIME =
  /(^|_)(time|times|timestamp|timestamps|datetime|date|day|hour|clock|runtime|elapsed|duration|seconds|secs|minutes|ms|created|updated|started|finished|ended|eta|per_second)(_|$)/;

/** Time by its name: neither a step nor what was measured. */
export const isTimeName = (name: string): boolean => TIME.test(plainName(name)) && rankAs('step', name) < 0;

/** pandas' index, which it writes without a name and reads back as `Unnamed: 0`. */
export const isIndexName = (name: string): boolean => /^unnamed(_\d+)?$/.test(plainName(name));
