import { bytesFromSamples, bytesPerSample } from './pcm.js';

/** A mono WAV file (RIFF, PCM s16le) of these samples. */
export function wavFromSamples(samples: Int16Array, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(44);
  const dataBytes = samples.length * bytesPerSample;
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * bytesPerSample, 28);
  header.writeUInt16LE(bytesPerSample, 32);
  header.writeUInt16LE(bytesPerSample * 8, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(dataBytes, 40);
  return Buffer.concat([header, bytesFromSamples(samples)]);
}
