/** Times from what was sent to what arrived, of the same caller, in order: the next arrival after each, if it is within 5 s. */
export function matched(sent, arrived, withinMs = 5000) {
  const taken = new Set();
  return sent.flatMap(({ from, atMs }) => {
    const found = arrived.find((fact) => fact.from === from && fact.atMs >= atMs && fact.atMs - atMs <= withinMs && !taken.has(fact));
    if (found === undefined) return [];
    taken.add(found);
    return [found.atMs - atMs];
  });
}
