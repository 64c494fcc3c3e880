/** @file The engine that computes as on a GPU where there is none, and how its tests say that it is not here. */
import { describe } from 'vitest';
import { ENGINES } from '../src/engines/engines.ts';
import { HOW_TO_INSTALL } from './software-vulkan.ts';

export const SOFTWARE = 'onnx:webgpu:software';

const state = await (await ENGINES[SOFTWARE].load()).available();

/** Tests of it: a skip that says why where it does not work. */
export const describeSoftware = (tests: () => void): void =>
  state.works
    ? void describe(SOFTWARE, tests)
    : void describe.skip(`${SOFTWARE} (${state.problem}. ${HOW_TO_INSTALL})`, tests);
