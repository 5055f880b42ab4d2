/** Of everything that is left to chance in a run: `CHAOS_SEED=7 npm run test:long` runs the same schedules again. What processes and sockets do meanwhile is not in its hands. */
export const chaosSeed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
