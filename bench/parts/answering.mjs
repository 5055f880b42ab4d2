/** Offers functions to the process that started this one. */
export function answer(offers) {
  process.on('message', async ({ id, name, argument }) => {
    try {
      process.send({ id, value: (await offers[name](argument)) ?? null });
    } catch (error) {
      process.send({ id, error: String(error?.stack ?? error) });
    }
  });
}
