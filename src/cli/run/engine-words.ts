/** @file What is said of the engine that `auto` has chosen: how fast it is and how fast the others are, and why one was left out. */
import type { EngineName } from '../../engines/engines.ts';
import { brief } from '../../text/digits.ts';
import type { Choice } from '../../training/auto/choose.ts';
import type { Tried } from '../../training/auto/measured.ts';

/** `auto: onnx:cuda, 3.1 ms a step (onnx 233 ms; tfjs:node-gpu left out: @tensorflow/tfjs-node-gpu is not installed)`. */
export function choiceText({ name, tried, measured }: Choice, atOnce: (name: EngineName) => number): string {
  const chosen = tried.find((one) => one.name === name);
  const others = tried.filter((one) => one !== chosen).map((one) => otherText(one, atOnce));
  const pace = chosen ? paceText(chosen, ' ms a step', atOnce) : undefined;
  const when =
    measured && !measured.now ? [`measured on ${measured.at.slice(0, 10)}, --engine auto measures anew`] : [];
  const rest = [...others, ...when];
  return `auto: ${name}${pace === undefined ? '' : `, ${pace}`}${rest.length > 0 ? ` (${rest.join('; ')})` : ''}`;
}

const otherText = (one: Tried, atOnce: (name: EngineName) => number): string =>
  one.works
    ? `${one.name} ${paceText(one, ' ms', atOnce) ?? 'works too'}`
    : `${one.name} left out: ${one.problem}`;

/** Its time a step, and how many runs share that time. */
function paceText(
  { name, msPerStep }: Tried,
  unit: string,
  atOnce: (name: EngineName) => number,
): string | undefined {
  if (msPerStep === undefined) return undefined;
  const runs = atOnce(name);
  return `${brief(Number(msPerStep.toPrecision(2)))}${unit}${runs > 1 ? `, ${runs} runs at once` : ''}`;
}
