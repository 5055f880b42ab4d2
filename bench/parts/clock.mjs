/** Milliseconds of the machine's monotonic clock: the same in every process, so that one may read what another has stamped. */
export const nowMs = () => {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1000 + nanos / 1e6;
};

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
