/* Clients of any protocol: they talk, and count what they hear. */
import { answer } from '../parts/answering.mjs';
import { nowMs } from '../parts/clock.mjs';
import { dialectClients } from '../parts/dialect-clients.mjs';

const cycleMs = 8000;
const talkMs = 1200;
const open = [];
const timers = [];
let messagesUp = 0;
let bytesDown = 0;

answer({
  async open({ url, dialect, count }) {
    for (let number = 0; number < count; number += 1) {
      const client = await dialectClients[dialect](url, (bytes) => (bytesDown += bytes));
      open.push(client);
      const startedMs = nowMs();
      const shiftMs = (number * cycleMs) / count;
      let sent = 0;
      // Paced by the clock: what is late is sent at once.
      timers.push(
        setInterval(() => {
          for (const due = (nowMs() - startedMs) / client.everyMs; sent < due; sent += 1) {
            client.send((sent * client.everyMs + shiftMs) % cycleMs < talkMs);
            messagesUp += 1;
          }
        }, client.everyMs / 2),
      );
    }
  },
  begin: () => void ([messagesUp, bytesDown] = [0, 0]),
  read: () => ({ messagesUp, bytesDown }),
  close() {
    for (const timer of timers.splice(0)) clearInterval(timer);
    for (const client of open.splice(0)) client.close();
  },
});
