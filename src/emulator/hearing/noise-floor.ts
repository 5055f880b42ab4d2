/** Of 32,767: far below speech, far above the nothing of a synthetic pause. */
const level = 150;

/**
 * The same sound over a floor of even noise, always the same one. Synthetic voices have pauses of pure zeros and no breath; a recogniser
 * that was trained on microphones takes that for something else. With it twice as many Spanish sentences are understood.
 */
export function withNoiseFloor(samples: Int16Array): Int16Array {
  let state = 1;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + (state / 2_147_483_648) * level)));
  });
}
