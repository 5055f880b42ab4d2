/** Keys of a telephone, ITU-T Q.23. */
export type DtmfKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D';

const rowsHz = [697, 770, 852, 941] as const;
const columnsHz = [1209, 1336, 1477, 1633] as const;
const keys: readonly (readonly DtmfKey[])[] = [
  ['1', '2', '3', 'A'],
  ['4', '5', '6', 'B'],
  ['7', '8', '9', 'C'],
  ['*', '0', '#', 'D'],
];

/** Finds keypad tones in a stream of PCM, by Goertzel filters over 16 ms blocks every 8 ms. */
export interface DtmfDetector {
  /** The key whose tone sounds now. */
  readonly sounding: DtmfKey | null;
  /** The keys that began in this audio, each reported once, about 40 ms after its tone began. */
  push(samples: Int16Array): readonly DtmfKey[];
}

export interface DtmfDetectorOptions {
  /** At least 4,000. */
  readonly sampleRateHz: number;
}

const blockMs = 16;
/** Blocks in a row that must show the same key: tones from 40 ms on count, as Q.24 asks. */
const neededBlocks = 4;
/** Blocks in a row without the key that end it: gaps shorter than about 24 ms do not make two keys of one. */
const endingBlocks = 3;
/** Mean square of -42 dBFS. */
const leastPower = 32768 ** 2 * 10 ** (-42 / 10);
/** Share of the block's power that the two tones must hold: speech spreads its power over more harmonics. */
const leastShare = 0.62;
/** How much louder than the other row (column) tones the strongest must be. */
const leastAdvantage = 5;
/** Columns may be louder or fainter than rows by 8 dB. */
const mostTwist = 10 ** (8 / 10);

export function createDtmfDetector(options: DtmfDetectorOptions): DtmfDetector {
  const { sampleRateHz } = options;
  const blockSamples = Math.round((sampleRateHz * blockMs) / 1000);
  const hopSamples = Math.floor(blockSamples / 2);
  const block = new Float32Array(blockSamples);
  const coefficient = (hz: number): number => 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  const rowCoefficients = rowsHz.map(coefficient);
  const columnCoefficients = columnsHz.map(coefficient);
  let filled = 0;
  let candidate: DtmfKey | null = null;
  let candidateBlocks = 0;
  let sounding: DtmfKey | null = null;
  let missingBlocks = 0;

  /** Power of the tone as mean square, so that a pure tone has the power of the block. */
  const tonePower = (toneCoefficient: number): number => {
    let previous = 0;
    let beforePrevious = 0;
    for (const sample of block) {
      const current = sample + toneCoefficient * previous - beforePrevious;
      beforePrevious = previous;
      previous = current;
    }
    const energy = previous * previous + beforePrevious * beforePrevious - toneCoefficient * previous * beforePrevious;
    return (2 * energy) / (blockSamples * blockSamples);
  };

  const keyOfBlock = (): DtmfKey | null => {
    let total = 0;
    for (const sample of block) total += sample * sample;
    total /= blockSamples;
    if (total < leastPower) return null;
    const row = strongest(rowCoefficients.map(tonePower));
    const column = strongest(columnCoefficients.map(tonePower));
    if (row === null || column === null) return null;
    if (row.power + column.power < total * leastShare) return null;
    if (row.power > column.power * mostTwist || column.power > row.power * mostTwist) return null;
    return keys[row.index]?.[column.index] ?? null;
  };

  const endBlock = (): DtmfKey | null => {
    const key = keyOfBlock();
    block.copyWithin(0, hopSamples);
    filled = blockSamples - hopSamples;
    if (sounding !== null) {
      missingBlocks = key === sounding ? 0 : missingBlocks + 1;
      if (missingBlocks >= endingBlocks) sounding = null;
    }
    candidateBlocks = key !== null && key === candidate ? candidateBlocks + 1 : 1;
    candidate = key;
    if (key === null || key === sounding || candidateBlocks < neededBlocks) return null;
    sounding = key;
    missingBlocks = 0;
    return key;
  };

  return {
    get sounding() {
      return sounding;
    },
    push(samples) {
      const found: DtmfKey[] = [];
      for (const sample of samples) {
        block[filled] = sample;
        filled += 1;
        if (filled < blockSamples) continue;
        const key = endBlock();
        if (key !== null) found.push(key);
      }
      return found;
    },
  };
}

/** The strongest of four tones, where it stands out from the other three. */
function strongest(powers: readonly number[]): { index: number; power: number } | null {
  let best = 0;
  for (let index = 1; index < powers.length; index += 1) if ((powers[index] ?? 0) > (powers[best] ?? 0)) best = index;
  const power = powers[best] ?? 0;
  const clear = powers.every((other, index) => index === best || other * leastAdvantage <= power);
  return clear ? { index: best, power } : null;
}

/** The tone of a key, both frequencies at a quarter of full scale. For tests, and for whoever dials. */
export function dtmfTone(key: DtmfKey, durationMs: number, sampleRateHz: number): Int16Array {
  const row = keys.findIndex((row) => row.includes(key));
  const column = keys[row]?.indexOf(key) ?? 0;
  const lowStep = (2 * Math.PI * (rowsHz[row] ?? 0)) / sampleRateHz;
  const highStep = (2 * Math.PI * (columnsHz[column] ?? 0)) / sampleRateHz;
  return Int16Array.from({ length: Math.round((durationMs * sampleRateHz) / 1000) }, (_, n) =>
    Math.round(8192 * (Math.sin(lowStep * n) + Math.sin(highStep * n))),
  );
}
