import { constants } from 'node:http2';
import { newId } from '../../kernel/ids.js';
import { unreachable } from '../../kernel/result.js';
import type { OutputEvent } from '../../models/nova-sonic/wire.js';
import type { Downlink } from '../wire/downlink.js';
import type { StreamException } from '../wire/exceptions.js';
import { frameFromEvent, frameFromException } from '../wire/frames.js';
import type { Fault, ResetCode } from './fault.js';
import { knownExceptions } from './known-exceptions.js';

/** Faults after which the stream is over. */
export type Cut = Extract<Fault, { kind: 'reset' | 'goaway' | 'tcp_reset' | 'clean_end' | 'truncated_frame' | 'exception' }>;

export function isCut(fault: Fault): fault is Cut {
  switch (fault.kind) {
    case 'reset':
    case 'goaway':
    case 'tcp_reset':
    case 'clean_end':
    case 'truncated_frame':
    case 'exception':
      return true;
    default:
      return false;
  }
}

/** Cuts that come, at the open, instead of the answer; the others need one. */
export const comesBeforeHeaders = (fault: Fault): boolean => fault.kind === 'reset' || fault.kind === 'goaway' || fault.kind === 'tcp_reset';

/** Ends the stream; `event` is the one in whose place the cut comes, if any. */
export function cutStream(downlink: Downlink, cut: Cut, event: OutputEvent | null): void {
  switch (cut.kind) {
    case 'reset':
      return downlink.reset(resetCodes[cut.code]);
    case 'goaway':
      return downlink.goAway();
    case 'tcp_reset':
      return downlink.breakConnection();
    case 'clean_end':
      return downlink.end();
    case 'truncated_frame': {
      const frame = frameFromEvent(event ?? anyEvent);
      downlink.write(frame.subarray(0, Math.floor(frame.length / 2)));
      return downlink.end();
    }
    case 'exception':
      downlink.write(frameFromException(exceptionFrom(cut)));
      return downlink.end();
    default:
      unreachable(cut);
  }
}

/** Where a frame must be cut and none is at hand. */
const anyEvent: OutputEvent = { completionStart: { sessionId: 'cut', promptName: 'cut', completionId: 'cut' } };

/** Own words go out as they are; known ones as the service sends them. */
function exceptionFrom(cut: Extract<Cut, { kind: 'exception' }>): StreamException {
  if (cut.known === undefined) return { type: cut.type ?? 'internalServerException', message: cut.message ?? '' };
  const known = knownExceptions[cut.known];
  if (cut.message !== undefined) return { type: known.type, message: cut.message };
  return cut.known === 'model_timeout' ? known : { type: known.type, message: `RequestId=${newId()} : ${known.message}` };
}

const resetCodes: Readonly<Record<ResetCode, number>> = {
  NO_ERROR: constants.NGHTTP2_NO_ERROR,
  PROTOCOL_ERROR: constants.NGHTTP2_PROTOCOL_ERROR,
  INTERNAL_ERROR: constants.NGHTTP2_INTERNAL_ERROR,
  FLOW_CONTROL_ERROR: constants.NGHTTP2_FLOW_CONTROL_ERROR,
  STREAM_CLOSED: constants.NGHTTP2_STREAM_CLOSED,
  REFUSED_STREAM: constants.NGHTTP2_REFUSED_STREAM,
  CANCEL: constants.NGHTTP2_CANCEL,
  ENHANCE_YOUR_CALM: constants.NGHTTP2_ENHANCE_YOUR_CALM,
};
