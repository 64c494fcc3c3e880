/** @file Whether an engine works on this machine, asked without risk for whoever asks. */
import type { Availability } from '../../engines/engine.ts';
import { ENGINES, type EngineName } from '../../engines/engines.ts';
import { tryEngine } from './trial.ts';

/** Looks first; what may crash is then tried in a process of its own, which leaves nothing of it here. */
export async function worksHere(name: EngineName): Promise<Availability> {
  const engine = await ENGINES[name].load();
  const missing = await engine.missing?.();
  if (missing) return { works: false, ...missing };
  return ENGINES[name].apart ? tryEngine({ engine: name }) : engine.available();
}
