import { useEffect } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

/** Single keys for the whole page. While something is typed they are letters, except Escape. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if (event.key !== 'Escape' && isTyping(event.target)) return;
      const action = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [shortcuts]);
}

const TYPING_INPUTS = new Set(['text', 'number', 'date', 'search', 'email']);

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TYPING_INPUTS.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
