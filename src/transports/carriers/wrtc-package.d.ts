/** An optional package, so that its own types may be missing. What we use of it is written, and checked, in wrtc.ts. */
declare module '@roamhq/wrtc' {
  const wrtc: unknown;
  export default wrtc;
}
