import { useEffect, useState, useSyncExternalStore } from 'react';
import { remember, remembered } from '../client/preferences.js';

export type Theme = 'light' | 'dark';

/** The colours in use: the participant's own choice, else the system's, followed as it changes. */
export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const [chosen, setChosen] = useState<Theme | null>(storedTheme);
  const system = useSyncExternalStore(onSystemTheme, systemTheme);
  const theme = chosen ?? system;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  return {
    theme,
    toggle() {
      const next = theme === 'dark' ? 'light' : 'dark';
      remember('theme', next);
      setChosen(next);
    },
  };
}

function storedTheme(): Theme | null {
  const stored = remembered('theme');
  return stored === 'light' || stored === 'dark' ? stored : null;
}

const prefersDark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');
const systemTheme = (): Theme => (prefersDark().matches ? 'dark' : 'light');

function onSystemTheme(changed: () => void): () => void {
  const media = prefersDark();
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}
