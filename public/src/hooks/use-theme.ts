import { useEffect, useState } from 'react';
import { remember, remembered } from '../client/preferences.js';

export type Theme = 'light' | 'dark';

/** The colours in use: the participant's own choice, else the system's, followed as it changes. */
export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const [chosen, setChosen] = useState<Theme | null>(storedTheme);
  const [system, setSystem] = useState<Theme>(systemTheme);

  useEffect(() => {
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setSystem(systemTheme());
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);

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

const systemTheme = (): Theme => (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
