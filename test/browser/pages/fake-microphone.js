// Runs in the page before anything else: gives it a microphone that the test feeds. The track is a real one, of the page's
// own making; a hum far below speech keeps it from being digital silence.
(() => {
  let line = null;
  const tracks = [];

  const open = () => {
    if (line !== null) return line;
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const hum = context.createOscillator();
    const level = context.createGain();
    level.gain.value = 0.0005;
    hum.connect(level).connect(destination);
    hum.start();
    line = { context, destination };
    return line;
  };

  navigator.mediaDevices.getUserMedia = async () => {
    const { context, destination } = open();
    await context.resume();
    // A stream of its own for each caller: the page stops its tracks when it lets go of the microphone.
    const given = destination.stream.getAudioTracks().map((track) => track.clone());
    tracks.push(...given);
    return new MediaStream(given);
  };

  /** How many tracks the page has not let go of. */
  globalThis.openMicrophoneTracks = () => tracks.filter((track) => track.readyState === 'live').length;

  /** Plays a WAV (base64) into the microphone; resolves when it has been played. */
  globalThis.feedMicrophone = async (wavBase64) => {
    const { context, destination } = open();
    const bytes = Uint8Array.from(atob(wavBase64), (character) => character.charCodeAt(0));
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(bytes.buffer);
    source.connect(destination);
    await new Promise((resolve) => {
      source.onended = resolve;
      source.start();
    });
  };
})();
