/** Keeps the screen on during a conversation, where the browser can. */
export interface WakeLock {
  close(): void;
}

export function openWakeLock(): WakeLock {
  let sentinel: WakeLockSentinel | null = null;
  let closed = false;

  async function hold(): Promise<void> {
    // Typed as always there, but absent in several browsers. The system drops the lock whenever the page is hidden.
    if (!('wakeLock' in navigator) || closed || document.visibilityState !== 'visible') return;
    const got = await navigator.wakeLock.request('screen').catch(() => null);
    if (closed) await got?.release();
    else sentinel = got;
  }
  const onVisible = (): void => void hold();

  document.addEventListener('visibilitychange', onVisible);
  void hold();
  return {
    close() {
      closed = true;
      document.removeEventListener('visibilitychange', onVisible);
      void sentinel?.release().catch(() => undefined);
    },
  };
}
