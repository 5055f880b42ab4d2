/** Samples of an `audio:chunk`, binary or base64; null when it holds none. The result owns its memory (it can be transferred). */
export function samplesFromWire(audioData: unknown): Int16Array | null {
  const bytes = bytesFrom(audioData);
  if (bytes === null || bytes.byteLength < 2) return null;
  const even = bytes.byteLength - (bytes.byteLength % 2);
  return new Int16Array(bytes.slice(0, even).buffer);
}

function bytesFrom(audioData: unknown): Uint8Array | null {
  if (audioData instanceof ArrayBuffer) return new Uint8Array(audioData);
  if (audioData instanceof Uint8Array) return audioData;
  if (typeof audioData !== 'string') return null;
  try {
    return Uint8Array.from(atob(audioData), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
