/** @file Where a look at this machine's drivers begins: the files, the variables and the system that they are looked for in; others in tests. */

export interface System {
  /** `/`, but in tests. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

export const thisSystem = (): System => ({ root: '/', env: process.env, platform: process.platform });
