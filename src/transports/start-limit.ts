import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { createTokenBucket } from '../kernel/token-bucket.js';

/** Each conversation opens a stream at the model, which costs; nobody starts and stops faster than this by hand. */
const rate = { perSecond: 0.5, burst: 6 };

/** Call it before a conversation is begun, for one connection. @throws AppError `WS_RATE_LIMIT_EXCEEDED` */
export function createStartLimit({ clock }: { readonly clock: Clock }): () => void {
  const starts = createTokenBucket(rate);
  return () => {
    const nowMs = clock.nowMs();
    if (starts.take(nowMs)) return;
    throw new AppError('WS_RATE_LIMIT_EXCEEDED', 'too many starts', { detail: `Too many conversations were begun on this connection. Wait ${starts.retryAfterMs(nowMs)} ms.` });
  };
}
