/** `{ n, p50, p95, p99, max }` of numbers, rounded to microseconds where they are milliseconds. */
export function percentiles(numbers) {
  if (numbers.length === 0) return { n: 0, p50: null, p95: null, p99: null, max: null };
  const sorted = Float64Array.from(numbers).sort();
  const at = (part) => round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)]);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export const round = (number, digits = 3) => Math.round(number * 10 ** digits) / 10 ** digits;

export function median(numbers) {
  const sorted = numbers.filter((number) => number !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : round((sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2);
}

/** Each field's median over several tables of figures; `n` is their sum. */
export function medianOf(tables) {
  return Object.fromEntries(
    Object.keys(tables[0]).map((name) => {
      const values = tables.map((table) => table[name]);
      return [name, name === 'n' ? values.reduce((sum, n) => sum + n, 0) : median(values)];
    }),
  );
}

/** Slope of the straight line through points `[x, y]`, by least squares. */
export function slope(points) {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
