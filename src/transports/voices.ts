/** Names that clients of other times send for a voice, and the voice of Nova 2 Sonic that comes nearest. */
const formerNames: ReadonlyMap<string, string> = new Map([
  ['greta', 'tina'],
  ['charon', 'matthew'],
  ['aoede', 'tiffany'],
  ['kore', 'amy'],
]);

/** The voice that is meant, or null for the default. */
export function voiceFromName(name: string | undefined, known: ReadonlySet<string>): string | null {
  const asked = name?.toLowerCase();
  if (asked === undefined) return null;
  const voice = formerNames.get(asked) ?? asked;
  return known.has(voice) ? voice : null;
}
