// Runs in the page: one media call, written from docs/protocols/sandra.md. Its microphone presses keys of a telephone.
globalThis.openMediaCall = async (query) => {
  const sessionId = crypto.randomUUID();
  const peer = new RTCPeerConnection();
  const context = new AudioContext();
  await context.resume();
  const microphone = context.createMediaStreamDestination();
  for (const track of microphone.stream.getTracks()) peer.addTrack(track, microphone.stream);
  const channel = peer.createDataChannel('sandra-metadata', { ordered: true });
  const messages = [];
  channel.onmessage = ({ data }) => messages.push(JSON.parse(data));
  const post = async (path, body) => (await fetch(`/api/webrtc/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sessionId, ...body }) })).json();
  peer.onicecandidate = ({ candidate }) => candidate !== null && post('ice', { candidate });
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  peer.ontrack = ({ track }) => {
    const stream = new MediaStream([track]);
    // Chromium gives a remote track to Web Audio only while an element plays it.
    const element = new Audio();
    element.srcObject = stream;
    element.muted = true;
    void element.play();
    context.createMediaStreamSource(stream).connect(analyser);
  };
  await peer.setLocalDescription(await peer.createOffer());
  const offered = await post(`offer${query}`, { offer: peer.localDescription });
  if (offered.success) await peer.setRemoteDescription(offered.answer);
  const window = new Float32Array(analyser.fftSize);
  const level = () => {
    analyser.getFloatTimeDomainData(window);
    return window.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  };
  const until = async (fits, timeoutMs = 20_000) => {
    const startMs = performance.now();
    while (!fits()) {
      if (performance.now() - startMs > timeoutMs) return null;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return performance.now() - startMs;
  };
  const tones = { 4: [770, 1209], 2: [697, 1336] };
  return (globalThis.mediaCall = {
    offered,
    messages,
    say: (message) => channel.send(JSON.stringify(message)),
    press(...keys) {
      keys.forEach((key, n) => {
        for (const frequency of tones[key]) {
          const tone = new OscillatorNode(context, { frequency });
          tone.connect(new GainNode(context, { gain: 0.25 })).connect(microphone);
          tone.start(context.currentTime + n * 0.3);
          tone.stop(context.currentTime + n * 0.3 + 0.16);
        }
      });
    },
    /** How long it took, or null. */
    told: (type, words = '') => until(() => messages.some((message) => message.type === type && JSON.stringify(message).includes(words))),
    loud: () => until(() => level() > 0.02),
    /** Until the first of 100 ms without a sound. */
    async quiet() {
      let since = performance.now();
      const startMs = since;
      await until(() => {
        if (level() > 0.005) since = performance.now();
        return performance.now() - since > 100;
      });
      return since - startMs;
    },
    hangUp() {
      channel.close();
      peer.close();
    },
  });
};
