/** A piece of sound and its place on a timeline. Places and lengths are whole samples at the piece's own rate. */
export interface PlacedSound {
  /** Where it begins, counted from the beginning of the recording. */
  readonly at: number;
  /** Where its bytes begin in the source. */
  readonly from: number;
  readonly samples: number;
}
