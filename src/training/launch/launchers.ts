/** @file TABLE of what can start runs. */
import type { Launcher } from './launcher.ts';
import { launchLocally } from './local.ts';

export const LAUNCHERS = {
  /** Processes of this machine, so many side by side; returns when all have ended. */
  local: { launch: launchLocally },
} as const satisfies Readonly<Record<string, Launcher>>;
