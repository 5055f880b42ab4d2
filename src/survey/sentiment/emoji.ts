const weighted = (characters: string, weight: number): readonly (readonly [string, number])[] => Array.from(characters, (character) => [character, weight] as const);

/** What typed answers say without words, in any language. Skin tones are characters of their own, and say nothing. */
export const emojiWeights: ReadonlyMap<string, number> = new Map([
  ...weighted('😍🥰🤩🏆💯', 2.5),
  ...weighted('😀😃😄😁😊🙂☺😇😋😎🤗🥳👍👏👌🙌💪🎉❤💙💚💛💜🧡💖⭐🌟✨✅', 1.5),
  ...weighted('😉😌🙏', 0.7),
  ...weighted('😕🙁☹😐🤨🙄😒😬😓', -1),
  ...weighted('😞😟😢😭😠😫😩😖😣😤👎💔❌', -1.8),
  ...weighted('😡🤬🤮🤢💩🖕', -2.5),
]);
