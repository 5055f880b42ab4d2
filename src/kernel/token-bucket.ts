/** A rate limit that never waits: `take` says at once whether one more is allowed. */
export interface TokenBucket {
  take(nowMs: number): boolean;
  /** Milliseconds until the next token, 0 when one is there. */
  retryAfterMs(nowMs: number): number;
}

/** Holds at most `burst` tokens and regains `perSecond` of them each second. */
export function createTokenBucket(options: { readonly perSecond: number; readonly burst: number }): TokenBucket {
  let tokens = options.burst;
  let refilledAtMs: number | undefined;
  const refill = (nowMs: number): void => {
    if (refilledAtMs !== undefined) {
      tokens = Math.min(options.burst, tokens + ((nowMs - refilledAtMs) / 1000) * options.perSecond);
    }
    refilledAtMs = nowMs;
  };
  return {
    take(nowMs) {
      refill(nowMs);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    retryAfterMs(nowMs) {
      refill(nowMs);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / options.perSecond) * 1000);
    },
  };
}
