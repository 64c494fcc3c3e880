/** @file Replicas as one graph: every node computes for all runs of a network, so that a device is told once what it would else be told for each. */
import { stoppable } from '../../forward.ts';
import { inTurn } from '../../in-turn.ts';
import { checkSteps, type Replicas } from '../../replicas.ts';
import type { Forward, State, TrainerSpec } from '../../trainer.ts';
import type { Device } from '../device.ts';
import { forwardPasses } from '../forward.ts';
import { imageStore } from '../images/image-store.ts';
import { openProgram } from '../trainer.ts';
import { joinedSteps, resultsAt } from './joint-calls.ts';
import { stateAt, viewAt, withStates } from './joint-state.ts';
import { jointSteps } from './joint-steps.ts';

/** Compiles the steps of all runs as one. */
export async function asOneGraph(
  specs: readonly TrainerSpec[],
  device: Device,
  text: string,
): Promise<Replicas> {
  const joint = jointSteps(specs, device);
  const { groups } = joint;
  const order = groups.flat();
  const placeOf = (run: number): number => order.indexOf(run);
  const { threads } = specs[0]!;
  const images = imageStore({ device, threads }, specs[0]!);
  // Whoever trains several runs gives the images of augmented batches; where they are taken as they are, the device gathers them.
  const { ownBatches, ...spec } = specs[0]!;
  const program = await openProgram(spec, device, { steps: joint, images });
  /** By places, states that were written since the last step, and are not on the device yet: runs are written one by one, the device takes all at once. */
  const written = new Map<number, State>();
  /** What the device holds, read once for all runs. */
  let known: Promise<State> | undefined;

  function whole(): Promise<State> {
    known ??= program.read();
    if (written.size > 0) {
      const states = new Map(written);
      written.clear();
      known = known.then(async (before) => {
        const after = withStates(before, states);
        await program.write(after);
        return after;
      });
    }
    return known;
  }

  /** Passes of one network, whichever run it is at. */
  const passes = groups.map(([first]) => {
    const { network, rules } = specs[first!]!;
    const at = { state: new Map() as ReturnType<typeof viewAt> };
    return {
      at,
      compiled: forwardPasses({ device, network, threads, rules, images: images.of, state: () => at.state }),
    };
  });
  /** One pass at a time: those of a network share what is compiled, and a device. */
  const passInTurn = inTurn();

  const forwardOf = (run: number): Forward => {
    const { at, compiled } = passes[groups.findIndex((group) => group.includes(run))]!;
    return (...pass) =>
      passInTurn(async () => {
        at.state = viewAt(await whole(), placeOf(run));
        await compiled.forward(...pass);
      });
  };

  return {
    device: text,
    count: specs.length,
    async train(steps) {
      checkSteps(steps, specs.length);
      if (written.size > 0) await whole();
      known = undefined;
      const { samples, rates, prepared } = joinedSteps(order.map((run) => steps[run]!));
      const results = await program.train(samples, rates, prepared);
      return specs.map((_, run) => resultsAt(results, placeOf(run), specs.length));
    },
    forward: (run) => stoppable(forwardOf(run), specs[run]!.stop),
    read: async (run) => stateAt(await whole(), placeOf(run)),
    async write(run, state) {
      written.set(placeOf(run), state);
    },
    async close() {
      await program.close();
      for (const { compiled } of passes) await compiled.close();
      await images.free();
    },
  };
}
