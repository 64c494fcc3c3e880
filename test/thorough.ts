/** @file How much is tried by tests that try many things: some in `npm test`, all in `npm run check:slow`, which runs their files again. */
export const thorough = (some: number, all: number): number => (process.env.ELU_BENCH_THOROUGH ? all : some);
