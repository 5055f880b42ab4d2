import type { Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { createTokenBucket } from '../../kernel/token-bucket.js';
import { payloadExcess } from '../payload-size.js';

/** What one client may send, whatever carries it. */
export interface MessageGate {
  /** @throws AppError `WS_RATE_LIMIT_EXCEEDED` or `WS_MESSAGE_INVALID` */
  pass(isAudio: boolean, payload: unknown): void;
  /** What a refusal means for the client: to be told, not to be told again so soon, or too much in all. */
  refused(isAudio: boolean): 'tell' | 'spare' | 'disconnect';
}

/**
 * Real clients send 4 to 94 audio messages a second, some of them late and then at once; and a handful of others. The page of source 001
 * sends each twice from its second start on.
 */
const audioRate = { perSecond: 200, burst: 400 };
const controlRate = { perSecond: 20, burst: 60 };
/** Refusals that a client may earn before it is disconnected. */
const patience = { perSecond: 1, burst: 60 };
const audioLimits = { maxSize: 64 * 1024 + 1024, maxDepth: 4 };
const controlLimits = { maxSize: 16 * 1024, maxDepth: 8 };

/** @param options `controlBytes`: largest message that is no audio. Default 16 KB */
export function createMessageGate({ clock }: { readonly clock: Clock }, options: { readonly controlBytes?: number } = {}): MessageGate {
  const audioBucket = createTokenBucket(audioRate);
  const controlBucket = createTokenBucket(controlRate);
  const errors = createTokenBucket(patience);
  /** Audio is refused in bursts; one message a second says it as well as a hundred. */
  const audioErrors = createTokenBucket({ perSecond: 1, burst: 1 });
  const control = { ...controlLimits, ...(options.controlBytes === undefined ? {} : { maxSize: options.controlBytes }) };

  return {
    pass(isAudio, payload) {
      const bucket = isAudio ? audioBucket : controlBucket;
      const nowMs = clock.nowMs();
      if (!bucket.take(nowMs)) {
        const rate = isAudio ? audioRate : controlRate;
        throw new AppError('WS_RATE_LIMIT_EXCEEDED', 'rate limit', {
          detail: `At most ${rate.perSecond} ${isAudio ? 'audio' : 'control'} messages a second. Wait ${bucket.retryAfterMs(nowMs)} ms.`,
        });
      }
      const limits = isAudio ? audioLimits : control;
      const excess = payloadExcess(payload, { ...limits, maxDepth: limits.maxDepth + 1 });
      if (excess === null) return;
      throw new AppError('WS_MESSAGE_INVALID', `payload over ${excess} limit`, {
        detail: excess === 'size' ? `The message is larger than ${limits.maxSize} bytes.` : `The message is nested deeper than ${limits.maxDepth} levels.`,
      });
    },
    refused(isAudio) {
      const nowMs = clock.nowMs();
      if (isAudio && !audioErrors.take(nowMs)) return 'spare';
      return errors.take(nowMs) ? 'tell' : 'disconnect';
    },
  };
}
