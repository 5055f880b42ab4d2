import { bytesFromSamples, bytesPerSample } from './pcm.js';

export const wavHeaderBytes = 44;

/** What stands before the samples of a WAV file (RIFF, PCM s16le). `dataBytes` at most 4 GiB less the header. */
export function wavHeader(format: { readonly dataBytes: number; readonly sampleRateHz: number; readonly channels: number }): Buffer {
  const { dataBytes, sampleRateHz, channels } = format;
  const frameBytes = bytesPerSample * channels;
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE(bytesPerSample * 8, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** A mono WAV file of these samples. */
export const wavFromSamples = (samples: Int16Array, sampleRateHz: number): Buffer =>
  Buffer.concat([wavHeader({ dataBytes: samples.length * bytesPerSample, sampleRateHz, channels: 1 }), bytesFromSamples(samples)]);
