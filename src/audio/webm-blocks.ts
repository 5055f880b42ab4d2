import { AppError } from '../kernel/errors.js';
import { opusPacketMs } from './opus-packet.js';

/**
 * Takes Opus packets out of a WebM stream as MediaRecorder writes it: a header, then clusters of unknown length, with slices that
 * may cut anywhere. It may be entered in the middle (a client that came back sends no header again) and goes on behind
 * bytes that got lost: then it looks for the next block that makes sense. A new header starts it afresh.
 */
export interface WebmBlocks {
  /**
   * The packets that are complete now: views into what was pushed, or copies. Throws an AppError `AUDIO_FORMAT_INVALID` for what
   * is no WebM with Opus: then it has forgotten everything, and may be used on.
   */
  push(slice: Uint8Array): readonly Uint8Array[];
  /** As if nothing had ever come. */
  reset(): void;
}

/** The largest block: 120 ms at 256 kbit/s, which is also what the decoder takes. Browsers make some 100 to 500 bytes. */
const maxBlockBytes = 3840;
const maxTracksBytes = 4 * 1024;
/** Elements that say nothing to us are skipped up to this size; a larger one is no element. */
const maxSkippedBytes = 4 * 1024;
/** Bytes that may go by without one that makes sense: a lost slice leaves less than this. */
const maxLostBytes = 16 * 1024;

const ids = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  cluster: 0x1f43b675,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;

/** What else stands in a segment or a cluster: info, seek head, cues, tags, chapters, attachments; time, position, size; of a block group; void, CRC. */
const skippedIds: ReadonlySet<number> = new Set([
  0x1549a966, 0x114d9b74, 0x1c53bb6b, 0x1254c367, 0x1043a770, 0x1941a469, 0xe7, 0xa7, 0xab, 0x9b, 0xfb, 0xfa, 0x75a2, 0x75a1, 0xa4, 0x5854, 0xec, 0xbf,
]);

interface Element {
  readonly id: number;
  /** Infinity: not known. */
  readonly bytes: number;
  /** Where its content begins. */
  readonly at: number;
}

const invalid = (what: string): AppError => new AppError('AUDIO_FORMAT_INVALID', what, { detail: 'Send WebM with Opus, as MediaRecorder makes it, or PCM.' });

export function createWebmBlocks(): WebmBlocks {
  let pending: Uint8Array = new Uint8Array(0);
  let toSkip = 0;
  let lost = false;
  let lostBytes = 0;
  /** Null: no header came, any number is right. */
  let track: number | null = null;

  function reset(): void {
    pending = new Uint8Array(0);
    toSkip = 0;
    lost = false;
    lostBytes = 0;
    track = null;
  }

  /** Where the next element begins; `short`: the rest of this one must come first; `unknown`: it is none, as happens behind lost bytes. */
  function take(bytes: Uint8Array, element: Element, packets: Uint8Array[]): number | 'short' | 'unknown' {
    switch (element.id) {
      case ids.segment:
      case ids.cluster:
      case ids.blockGroup:
        return element.at;
      case ids.tracks: {
        if (element.bytes > maxTracksBytes) return 'unknown';
        if (element.at + element.bytes > bytes.length) return 'short';
        track = opusTrack(bytes.subarray(element.at, element.at + element.bytes));
        if (track === null) throw invalid('no Opus track');
        return element.at + element.bytes;
      }
      case ids.block:
      case ids.simpleBlock: {
        if (element.bytes > maxBlockBytes) return 'unknown';
        const end = element.at + element.bytes;
        if (end > bytes.length) return 'short';
        const block = blockFrom(bytes.subarray(element.at, end));
        if (block === null) return 'unknown';
        if (track === null || block.track === track) {
          if (opusPacketMs(block.packet) === null) return 'unknown';
          packets.push(block.packet);
          lostBytes = 0;
        }
        return end;
      }
      default:
        if (element.bytes > maxSkippedBytes) return 'unknown';
        if (element.id === ids.header) track = null;
        toSkip = element.bytes;
        return element.at;
    }
  }

  function read(bytes: Uint8Array, packets: Uint8Array[]): number {
    let at = 0;
    while (at < bytes.length) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, bytes.length - at);
        toSkip -= skipped;
        at += skipped;
        continue;
      }
      if (lost) {
        const found = nextPlace(bytes, at, track);
        lostBytes += found.at - at;
        if (lostBytes > maxLostBytes) throw invalid('no WebM');
        at = found.at;
        if (!found.sure) return at;
        lost = false;
      }
      const element = elementAt(bytes, at);
      const next = typeof element === 'string' ? element : take(bytes, element, packets);
      if (next === 'short') return at;
      if (next === 'unknown') {
        lost = true;
        lostBytes += 1;
        at += 1;
      } else at = next;
    }
    return at;
  }

  return {
    reset,
    push(slice) {
      const bytes = pending.length === 0 ? slice : Buffer.concat([pending, slice]);
      const packets: Uint8Array[] = [];
      try {
        const at = read(bytes, packets);
        // A copy: what is kept for long must not keep a large message alive.
        pending = Uint8Array.from(bytes.subarray(at));
      } catch (thrown) {
        reset();
        throw thrown;
      }
      return packets;
    },
  };
}

/** `unknown`: no element that may stand here. */
function elementAt(bytes: Uint8Array, at: number): Element | 'short' | 'unknown' {
  const first = bytes[at];
  if (first === undefined) return 'short';
  const idLength = Math.clz32(first) - 23;
  if (idLength > 4) return 'unknown';
  if (at + idLength > bytes.length) return 'short';
  let id = 0;
  for (let n = 0; n < idLength; n += 1) id = id * 256 + (bytes[at + n] ?? 0);
  if (!isKnown(id)) return 'unknown';
  const size = sizeAt(bytes, at + idLength);
  return typeof size === 'string' ? size : { id, bytes: size.bytes, at: size.next };
}

const entered: ReadonlySet<number> = new Set([ids.header, ids.segment, ids.cluster, ids.tracks, ids.blockGroup, ids.block, ids.simpleBlock]);
const isKnown = (id: number): boolean => entered.has(id) || skippedIds.has(id);

function sizeAt(bytes: Uint8Array, at: number): { readonly bytes: number; readonly next: number } | 'short' | 'unknown' {
  const first = bytes[at];
  if (first === undefined) return 'short';
  const length = Math.clz32(first) - 23;
  if (length > 8) return 'unknown';
  if (at + length > bytes.length) return 'short';
  // Sizes that are not exact any more are far above every limit.
  let size = first & (0xff >> length);
  let allOnes = size === 0xff >> length;
  for (let n = 1; n < length; n += 1) {
    const next = bytes[at + n] ?? 0;
    size = size * 256 + next;
    allOnes &&= next === 0xff;
  }
  return { bytes: allOnes ? Infinity : size, next: at + length };
}

/** Laced blocks (several packets in one) are none of ours: no recorder in a browser makes them. */
function blockFrom(content: Uint8Array): { readonly track: number; readonly packet: Uint8Array } | null {
  const number = sizeAt(content, 0);
  if (typeof number === 'string') return null;
  const flags = content[number.next + 2];
  const packet = content.subarray(number.next + 3);
  if (flags === undefined || (flags & 0x76) !== 0 || packet.length === 0) return null;
  return { track: number.bytes, packet };
}

/** Number of the first track whose codec is Opus. */
function opusTrack(tracks: Uint8Array): number | null {
  for (const entry of children(tracks)) {
    if (entry.id !== ids.trackEntry) continue;
    let number: number | null = null;
    let isOpus = false;
    for (const { id, content } of children(entry.content)) {
      if (id === ids.trackNumber) number = content.reduce((sum, byte) => sum * 256 + byte, 0);
      if (id === ids.codecId) isOpus = Buffer.from(content).toString('latin1') === 'A_OPUS';
    }
    if (isOpus && number !== null) return number;
  }
  return null;
}

function children(content: Uint8Array): readonly { readonly id: number; readonly content: Uint8Array }[] {
  const found: { readonly id: number; readonly content: Uint8Array }[] = [];
  for (let at = 0; at < content.length; ) {
    const idLength = Math.clz32(content[at] ?? 0) - 23;
    const size = sizeAt(content, at + idLength);
    if (idLength > 4 || typeof size === 'string' || size.next + size.bytes > content.length) break;
    let id = 0;
    for (let n = 0; n < idLength; n += 1) id = id * 256 + (content[at + n] ?? 0);
    found.push({ id, content: content.subarray(size.next, size.next + size.bytes) });
    at = size.next + size.bytes;
  }
  return found;
}

/** The next place from `from` on where a header, a cluster or a block stands; `sure: false` where that can not be told yet. */
function nextPlace(bytes: Uint8Array, from: number, track: number | null): { readonly at: number; readonly sure: boolean } {
  for (let at = from; at < bytes.length; at += 1) {
    const first = bytes[at];
    if (first !== 0x1a && first !== 0x1f && first !== ids.simpleBlock) continue;
    const element = elementAt(bytes, at);
    if (element === 'short') return { at, sure: false };
    if (element === 'unknown') continue;
    if (element.id === ids.header || element.id === ids.cluster) return { at, sure: true };
    if (element.id !== ids.simpleBlock || element.bytes > maxBlockBytes || element.bytes < 5) continue;
    const end = element.at + element.bytes;
    const block = blockFrom(bytes.subarray(element.at, Math.min(end, bytes.length)));
    if (block === null && element.at + 5 <= bytes.length) continue;
    if (block !== null && block.track !== (track ?? 1)) continue;
    if (end > bytes.length) return { at, sure: false };
    if (block === null || opusPacketMs(block.packet) === null) continue;
    const after = elementAt(bytes, end);
    if (after !== 'unknown') return { at, sure: true };
  }
  return { at: bytes.length, sure: false };
}
