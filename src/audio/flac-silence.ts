const sampleRateHz = 8000;
const blockSamples = 32_768;

/** A FLAC file of silence, mono, 8 kHz: some 200 bytes a minute. At most 6 hours. */
export function flacSilence(seconds: number): Buffer {
  const blocks = Math.ceil((seconds * sampleRateHz) / blockSamples);
  return Buffer.concat([Buffer.from('fLaC', 'ascii'), streamInfo(blocks * blockSamples), ...Array.from({ length: blocks }, (_none, number) => silentFrame(number))]);
}

/** The one metadata block, and the last. Sizes of frames and checksum of the sound are left open. */
function streamInfo(samples: number): Buffer {
  const block = Buffer.alloc(4 + 34);
  block.writeUInt8(0x80, 0);
  block.writeUIntBE(34, 1, 3);
  block.writeUInt16BE(blockSamples, 4);
  block.writeUInt16BE(blockSamples, 6);
  // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of samples.
  block.writeUInt32BE(sampleRateHz * 2 ** 12 + (16 - 1) * 2 ** 4, 14);
  block.writeUInt32BE(samples, 18);
  return block;
}

/** A block whose samples are all 0, said once. */
function silentFrame(number: number): Buffer {
  // Sync and fixed blocks; block size at the end of the header and 8 kHz; mono and 16 bit; the frame's number.
  const head = Buffer.from([0xff, 0xf8, 0x74, 0x08, ...utf8Number(number), (blockSamples - 1) >> 8, (blockSamples - 1) & 0xff]);
  const frame = Buffer.concat([head, Buffer.from([crc(head, 8, 0x07), 0x00, 0x00, 0x00])]);
  const check = Buffer.alloc(2);
  check.writeUInt16BE(crc(frame, 16, 0x8005));
  return Buffer.concat([frame, check]);
}

/** As UTF-8 writes a character of this number; below 2^16. */
function utf8Number(number: number): readonly number[] {
  if (number < 0x80) return [number];
  if (number < 0x800) return [0xc0 | (number >> 6), 0x80 | (number & 0x3f)];
  return [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 0x3f), 0x80 | (number & 0x3f)];
}

function crc(bytes: Uint8Array, bits: 8 | 16, polynomial: number): number {
  const top = 2 ** (bits - 1);
  const mask = 2 ** bits - 1;
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) value = (value & top) === 0 ? (value << 1) & mask : ((value << 1) ^ polynomial) & mask;
  }
  return value;
}
