import { WebSocket } from 'ws';

/**
 * A client of Socket.IO on a bare WebSocket, as little as is needed: the ordinary client costs several times as much, and the bench
 * shares its cores with the server. `onEvent(name, envelope, audio)`; `audio`: the binary attachment, or null.
 */
export function connectSocketIo(url, query, { onOpen, onEvent, onClose }) {
  const at = new URL('/socket.io/', url.replace('http', 'ws'));
  for (const [name, value] of Object.entries({ EIO: '4', transport: 'websocket', ...query })) at.searchParams.set(name, value);
  const socket = new WebSocket(at, { perMessageDeflate: false });
  let waiting = null;
  let isJoined = false;
  socket.on('open', () => socket.send('40'));
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      const [name, envelope] = waiting ?? [];
      waiting = null;
      if (name !== undefined) onEvent(name, envelope, data);
      return;
    }
    const text = data.toString();
    if (text === '2') return socket.send('3');
    if (text.startsWith('40')) {
      isJoined = true;
      return onOpen();
    }
    if (text.startsWith('42')) {
      const [name, envelope] = JSON.parse(text.slice(2));
      return onEvent(name, envelope, null);
    }
    if (text.startsWith('451-')) waiting = JSON.parse(text.slice(4));
  });
  socket.on('error', () => undefined);
  socket.on('close', (code) => onClose(code));
  return {
    emit: (name, data) => socket.send(`42${JSON.stringify([name, data])}`),
    /** Text that is ready: the header of a binary event, and its attachment. */
    sendBinary(head, bytes) {
      if (!isJoined || socket.readyState !== WebSocket.OPEN) return;
      socket.send(head);
      socket.send(bytes);
    },
    get isOpen() {
      return isJoined && socket.readyState === WebSocket.OPEN;
    },
    close: () => socket.close(),
    /** Without a word, as a lost network. */
    drop: () => socket.terminate(),
  };
}
