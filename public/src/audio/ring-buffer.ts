/**
 * A preallocated ring of 16-bit samples with absolute positions: `readPosition` and `writePosition` only grow (a double holds
 * them exactly for thousands of years at 24 kHz), so that marks can be set in the stream of samples.
 * One thread writes and reads; nothing is allocated after construction.
 */
export interface RingBuffer {
  readonly capacity: number;
  readonly readPosition: number;
  readonly writePosition: number;
  /** Samples that wait to be read. */
  readonly queued: number;
  /** Appends what fits, and says how many samples that were. */
  write(samples: Int16Array): number;
  /** The next sample. Call only while `queued > 0`. */
  read(): number;
  /** Drops samples up to an absolute position (not beyond the last one written). */
  skipTo(position: number): void;
}

export function createRingBuffer(capacity: number): RingBuffer {
  const cells = new Int16Array(capacity);
  let readPosition = 0;
  let writePosition = 0;

  return {
    capacity,
    get readPosition() {
      return readPosition;
    },
    get writePosition() {
      return writePosition;
    },
    get queued() {
      return writePosition - readPosition;
    },
    write(samples) {
      const fitting = Math.min(samples.length, capacity - (writePosition - readPosition));
      const start = writePosition % capacity;
      for (let i = 0, cell = start; i < fitting; i++) {
        cells[cell] = samples[i] ?? 0;
        cell = cell + 1 === capacity ? 0 : cell + 1;
      }
      writePosition += fitting;
      return fitting;
    },
    read() {
      const sample = cells[readPosition % capacity] ?? 0;
      if (readPosition < writePosition) readPosition += 1;
      return sample;
    },
    skipTo(position) {
      readPosition = Math.max(readPosition, Math.min(position, writePosition));
    },
  };
}
