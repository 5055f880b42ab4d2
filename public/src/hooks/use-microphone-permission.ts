import { useEffect, useState } from 'react';

/** What the browser would say now if it were asked; `unknown` where it does not tell. Asks nobody. */
export function useMicrophonePermission(): PermissionState | 'unknown' {
  const [permission, setPermission] = useState<PermissionState | 'unknown'>('unknown');

  useEffect(() => {
    let status: PermissionStatus | null = null;
    let gone = false;
    // Older browsers lack `permissions`, and some do not know this name.
    if (!('permissions' in navigator)) return;
    navigator.permissions.query({ name: 'microphone' }).then(
      (found) => {
        if (gone) return;
        status = found;
        setPermission(found.state);
        found.onchange = () => setPermission(found.state);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      if (status !== null) status.onchange = null;
    };
  }, []);

  return permission;
}
