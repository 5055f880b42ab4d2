/** Offers functions to the process that started this one, and ends with it. */
export function answer(offers) {
  endWithParent();
  process.on('message', async ({ id, name, argument }) => {
    try {
      process.send({ id, value: (await offers[name](argument)) ?? null });
    } catch (error) {
      process.send({ id, error: String(error?.stack ?? error) });
    }
  });
}

/** A process in a session of its own does not hear the interrupt key. */
export const endWithParent = () => void process.on('disconnect', () => process.exit(1));
