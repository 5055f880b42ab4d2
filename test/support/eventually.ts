/** Reads until what is read fits, or the deadline has passed: for what ends behind the back of whom it concerns. Gives the last reading. */
export async function eventually<T>(read: () => Promise<T>, fits: (value: T) => boolean, deadlineMs = 20_000): Promise<T> {
  const untilMs = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (fits(value) || performance.now() > untilMs) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
