/*
 * Reads what `node --cpu-prof` has written: where the time went, by function and by package.
 */
const placeOf = ({ functionName, url, lineNumber }) => {
  const path = url.replace(/^file:\/\//, '');
  const inPackages = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path);
  const inHouse = /\/dist\/(.*)$/.exec(path);
  const name = functionName === '' ? '(nameless)' : functionName;
  if (inPackages !== null) return { group: inPackages[1], name: `${name}  ${inPackages[1]}/${inPackages[2].split('/').slice(-2).join('/')}:${lineNumber + 1}` };
  if (inHouse !== null) return { group: `ours: ${inHouse[1].split('/')[0]}`, name: `${name}  ${inHouse[1]}:${lineNumber + 1}` };
  if (path.startsWith('node:')) return { group: `node:${path.slice(5).split('/').slice(0, 2).join('/').replace(/^internal\//, '')}`, name: `${name}  ${path}:${lineNumber + 1}` };
  return { group: name, name };
};

/** Self time of all functions, in milliseconds, between two times of the profile; what is idle or the program itself is left out. */
export function selfTimes(profile, fromPart = 0) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const from = profile.startTime + (profile.endTime - profile.startTime) * fromPart;
  const byName = new Map();
  const byGroup = new Map();
  let busyMs = 0;
  let at = profile.startTime;
  for (let index = 0; index < profile.samples.length; index += 1) {
    at += profile.timeDeltas[index];
    if (at < from) continue;
    const place = placeOf(nodes.get(profile.samples[index]).callFrame);
    if (place.name === '(idle)' || place.name === '(root)') continue;
    const ms = (profile.timeDeltas[index + 1] ?? 0) / 1000;
    busyMs += ms;
    byName.set(place.name, (byName.get(place.name) ?? 0) + ms);
    byGroup.set(place.group, (byGroup.get(place.group) ?? 0) + ms);
  }
  const sorted = (map) => [...map].sort((a, b) => b[1] - a[1]).map(([name, ms]) => ({ name, ms, share: ms / busyMs }));
  return { busyMs, functions: sorted(byName), groups: sorted(byGroup) };
}
