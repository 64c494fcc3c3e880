/** @file How much is tried by tests that try many things: some in `npm test`, all in `npm run check:slow`, which runs their files again. */
export const thorough = <T>(some: T, all: T): T => (process.env.ELU_BENCH_THOROUGH ? all : some);
