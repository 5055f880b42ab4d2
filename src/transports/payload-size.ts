export interface PayloadLimits {
  /** Characters of all strings, bytes of all binaries and 8 for everything else, together. */
  readonly maxSize: number;
  readonly maxDepth: number;
}

/**
 * What is too much about a payload, or null. Walks without recursion and stops at the first excess, so that a hostile
 * payload costs no more than a large honest one.
 */
export function payloadExcess(payload: unknown, limits: PayloadLimits): 'size' | 'depth' | null {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: payload, depth: 1 }];
  let size = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') size += value.length;
    else if (value instanceof Uint8Array) size += value.byteLength;
    else {
      size += 8;
      if (typeof value === 'object' && value !== null) {
        if (depth > limits.maxDepth) return 'depth';
        for (const [key, inner] of Object.entries(value)) {
          size += key.length;
          if (size > limits.maxSize) return 'size';
          waiting.push({ value: inner, depth: depth + 1 });
        }
      }
    }
    if (size > limits.maxSize) return 'size';
  }
  return null;
}
