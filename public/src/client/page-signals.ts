export interface PageSignals {
  close(): void;
}

/** What the browser knows of the network and of the participant's look. */
export function openPageSignals({ onOnline, onOffline, onLook }: {
  readonly onOnline: () => void;
  readonly onOffline: () => void;
  /** The page is seen (again). */
  readonly onLook: () => void;
}): PageSignals {
  const look = (): void => {
    if (document.visibilityState === 'visible') onLook();
  };
  window.addEventListener('online', onOnline);
  window.addEventListener('offline', onOffline);
  document.addEventListener('visibilitychange', look);
  return {
    close() {
      window.removeEventListener('online', onOnline);
      window.removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', look);
    },
  };
}
