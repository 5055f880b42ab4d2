/** Small choices remembered on this device. Browsers may forbid it; then nothing is remembered. */
export function remembered(name: 'voice' | 'theme'): string | null {
  try {
    return localStorage.getItem(`voiceter.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: 'voice' | 'theme', value: string): void {
  try {
    localStorage.setItem(`voiceter.${name}`, value);
  } catch {
    // Private windows of some browsers: the choice holds for this visit.
  }
}
