import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Clock, Timer } from '../../kernel/clock.js';

/** Output that a client leaves unread; beyond it the stream is reset. About two minutes of speech. */
const maxUnreadBytes = 16 * 1024 * 1024;
/** After our end the client may still be sending: so long until the stream is closed under it. */
const lingerMs = 1000;
/** What was written before a cut is let out first, but a client that reads nothing does not hold the cut up longer. */
const flushMs = 1000;
/**
 * From the last byte to a TCP reset: a client that meets the reset before it has taken in the bytes (the SDK's, on Node 20) takes
 * it for a normal end.
 */
const settleMs = 50;

/** The way of one stream's bytes to the client, and all the ways in which it can end. The first end counts. */
export interface Downlink {
  /** True when nothing more goes out. */
  readonly ended: boolean;
  /** Answers 200; nothing may be written before. */
  open(): void;
  write(frame: Uint8Array): void;
  /** END_STREAM. */
  end(): void;
  /** RST_STREAM with a code of RFC 9113, section 7. */
  reset(code: number): void;
  /** GOAWAY without an error, then the connection is closed. */
  goAway(): void;
  /** The connection breaks: TCP RST, 50 ms after the last byte. */
  breakConnection(): void;
  /** Releases the timers. */
  close(): void;
}

/** `clock` is the machine's own: what the network does is not hurried. */
export function createDownlink(deps: { readonly clock: Clock; readonly stream: ServerHttp2Stream }, options: { readonly requestId: string }): Downlink {
  const { clock, stream } = deps;
  let ended = false;
  let unflushed = 0;
  let cut: (() => void) | null = null;
  let timer: Timer | null = null;

  const cutNow = (): void => {
    timer?.cancel();
    const act = cut;
    cut = null;
    if (!stream.destroyed) act?.();
  };
  const afterFlush = (act: () => void): void => {
    if (ended || stream.destroyed) return;
    ended = true;
    cut = act;
    if (unflushed === 0) return cutNow();
    timer = clock.setTimer(flushMs, cutNow);
  };

  return {
    get ended() {
      return ended || stream.destroyed;
    },
    open() {
      stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': options.requestId });
    },
    write(frame) {
      if (ended || stream.destroyed) return;
      unflushed += 1;
      stream.write(frame, () => {
        unflushed -= 1;
        if (unflushed === 0) cutNow();
      });
      if (stream.writableLength > maxUnreadBytes) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    },
    end() {
      if (ended || stream.destroyed) return;
      ended = true;
      stream.end();
      timer = clock.setTimer(lingerMs, () => stream.close(constants.NGHTTP2_NO_ERROR));
    },
    reset: (code) => afterFlush(() => stream.close(code)),
    goAway: () =>
      afterFlush(() => {
        stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
        stream.session?.destroy();
      }),
    breakConnection: () =>
      afterFlush(() => {
        timer = clock.setTimer(settleMs, () => stream.session?.socket.resetAndDestroy());
      }),
    close() {
      cut = null;
      timer?.cancel();
    },
  };
}
