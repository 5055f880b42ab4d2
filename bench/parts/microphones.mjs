import { nowMs } from './clock.mjs';
import { frameMs } from './caller.mjs';

/**
 * Sends everybody's frames at their time, paced by the clock and not by timers: one that comes late sends what is due, and how late
 * it was is kept. Callers are spread over the length of a frame, so that they do not speak in step.
 *
 * @param talks `(caller, elapsedMs) → boolean`: whether it has a voice in its microphone
 */
export function createMicrophones(talks) {
  const slots = Array.from({ length: frameMs }, () => []);
  const startedMs = nowMs();
  let ticks = 0;
  let lateness = [];
  let measuring = false;
  const timer = setInterval(() => {
    const due = Math.floor(nowMs() - startedMs);
    for (; ticks < due; ticks += 1) {
      for (const caller of slots[ticks % frameMs]) {
        if (measuring) lateness.push(nowMs() - startedMs - ticks);
        caller.sendFrame(talks(caller, ticks));
      }
    }
  }, 1);
  return {
    add: (caller) => void slots[caller.number % frameMs].push(caller),
    clear: () => slots.forEach((slot) => slot.splice(0)),
    begin() {
      measuring = true;
      lateness = [];
    },
    /** How late frames were sent. */
    end() {
      measuring = false;
      return lateness;
    },
    stop: () => clearInterval(timer),
  };
}
