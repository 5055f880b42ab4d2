/*
 * A stamp in the audio itself: when a frame was sent, by whom, its number. It stands in the low bits of the first 105 samples, at
 * some -70 dBFS, so that voice detection hears nothing of it, and comes out at the other end as it went in.
 */
export const stampSamples = 105;
export const stampBytes = stampSamples * 2;
/** Its length as base64 text, without padding. */
export const stampChars = (stampBytes / 3) * 4;

const magic = 0xa53c;
const low = 5;
const high = 9;

function put(frame, at, bits, value) {
  for (let bit = 0; bit < bits; bit += 1) {
    // Numbers here exceed 32 bits, so no shifts.
    const rest = Math.floor(value / 2);
    frame.writeInt16LE(value - 2 * rest === 1 ? high : low, 2 * (at + bit));
    value = rest;
  }
}

function get(frame, at, bits) {
  let value = 0;
  for (let bit = bits - 1; bit >= 0; bit -= 1) value = 2 * value + (frame.readInt16LE(2 * (at + bit)) === high ? 1 : 0);
  return value;
}

/** @param stamp `{ sentMs, from, number, mark }`; `mark`: somebody wants to know when this very frame arrives */
export function writeStamp(frame, { sentMs, from, number, mark = false }) {
  put(frame, 0, 16, magic);
  put(frame, 16, 48, Math.round(sentMs * 1000));
  put(frame, 64, 16, from);
  put(frame, 80, 24, number);
  put(frame, 104, 1, mark ? 1 : 0);
}

/** The stamp of a frame; null: it has none. */
export function readStamp(frame) {
  if (frame.length < stampBytes || get(frame, 0, 16) !== magic) return null;
  return { sentMs: get(frame, 16, 48) / 1000, from: get(frame, 64, 16), number: get(frame, 80, 24), mark: get(frame, 104, 1) === 1 };
}
