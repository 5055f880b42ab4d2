/** Frame lengths in ms by the upper five bits of a packet's first byte: RFC 6716, section 3.1. */
function frameMsFromConfig(config: number): number {
  if (config < 12) return [10, 20, 40, 60][config % 4] ?? 0;
  if (config < 16) return [10, 20][config % 2] ?? 0;
  return [2.5, 5, 10, 20][config % 4] ?? 0;
}

const maxFrameBytes = 1275;
const maxPacketMs = 120;

/**
 * How long an Opus packet lasts, or null when it is none: its frames do not add up (RFC 6716, section 3.4). Looks at the
 * frames' lengths only. What passes, a decoder takes, whatever the bytes inside the frames; what does not, it would complain of.
 */
export function opusPacketMs(packet: Uint8Array): number | null {
  const head = packet[0];
  if (head === undefined) return null;
  const frameMs = frameMsFromConfig(head >> 3);
  const rest = packet.length - 1;
  switch (head & 3) {
    case 0:
      return rest <= maxFrameBytes ? frameMs : null;
    case 1:
      return rest % 2 === 0 && rest / 2 <= maxFrameBytes ? 2 * frameMs : null;
    case 2: {
      const first = frameLength(packet, 1);
      if (first === null) return null;
      const second = packet.length - first.next - first.bytes;
      return second >= 0 && second <= maxFrameBytes ? 2 * frameMs : null;
    }
    default:
      return manyFramesMs(packet, frameMs);
  }
}

/** Code 3: a count, perhaps padding, and frames of equal or of stated lengths. */
function manyFramesMs(packet: Uint8Array, frameMs: number): number | null {
  const counts = packet[1];
  if (counts === undefined) return null;
  const frames = counts & 0x3f;
  if (frames === 0 || frames * frameMs > maxPacketMs) return null;
  let at = 2;
  let paddingBytes = 0;
  if ((counts & 0x40) !== 0) {
    for (let more = 255; more === 255; at += 1) {
      more = packet[at] ?? -1;
      if (more < 0) return null;
      paddingBytes += more === 255 ? 254 : more;
    }
  }
  if ((counts & 0x80) === 0) {
    const bytes = packet.length - at - paddingBytes;
    return bytes >= 0 && bytes % frames === 0 && bytes / frames <= maxFrameBytes ? frames * frameMs : null;
  }
  let stated = 0;
  for (let frame = 1; frame < frames; frame += 1) {
    const length = frameLength(packet, at);
    if (length === null) return null;
    stated += length.bytes;
    at = length.next;
  }
  const last = packet.length - at - paddingBytes - stated;
  return last >= 0 && last <= maxFrameBytes ? frames * frameMs : null;
}

function frameLength(packet: Uint8Array, at: number): { readonly bytes: number; readonly next: number } | null {
  const first = packet[at];
  if (first === undefined) return null;
  if (first < 252) return { bytes: first, next: at + 1 };
  const second = packet[at + 1];
  return second === undefined ? null : { bytes: first + 4 * second, next: at + 2 };
}
