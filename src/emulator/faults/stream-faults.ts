import { constants } from 'node:http2';
import type { Clock, Timer } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { OutputEvent } from '../../models/nova-sonic/wire.js';
import type { StreamRecord } from '../stream-roll.js';
import type { Downlink } from '../wire/downlink.js';
import type { HttpRefusal, StreamException } from '../wire/exceptions.js';
import { frameFromEvent, frameFromException } from '../wire/frames.js';
import { comesBeforeHeaders, cutStream, isCut } from './cut.js';
import { createDelayLine } from './delay-line.js';
import { createDistortion } from './distortion.js';
import { pointOf, type Fault, type FaultKind } from './fault.js';
import type { FaultedStream, FaultOrder, FaultRegister } from './fault-plan.js';
import { refusals } from './refusals.js';

/** Stands between one stream's model and its wire: all that either says passes here, and what the plan wants goes wrong. */
export interface StreamFaults {
  /** What is answered instead of a stream, if the plan wants that. Asked once, before `attach`. */
  refusal(): HttpRefusal | null;
  /** Opens the stream, unless a fault comes before that. */
  attach(downlink: Downlink): void;
  send(event: OutputEvent): void;
  end(exception: StreamException | null): void;
  /** An input event came; false when the model gets it no more. */
  received(name: string): boolean;
  close(): void;
}

export interface StreamFaultsDeps {
  /** The emulator's time. */
  readonly clock: Clock;
  readonly plan: FaultRegister;
  readonly record: StreamRecord;
  readonly log: (event: string, fields: JsonObject) => void;
}

interface Armed {
  readonly order: FaultOrder;
  /** Events of its name since it was armed. */
  seen: number;
  timer: Timer | null;
  state: 'waiting' | 'acting' | 'done';
  /** Of `missed_tools`. */
  toolsLeft: number;
}

export function createStreamFaults(deps: StreamFaultsDeps, options: { readonly mostMs: number }): StreamFaults {
  const { clock, plan, record, log } = deps;
  const openedMs = clock.nowMs();
  const line = createDelayLine(clock);
  let armed: Armed[] = [];
  let downlink: Downlink | null = null;
  /** The model is heard no more: the stream was cut, has ended, or never began. */
  let over = false;
  let stall: Timer | null = null;

  const acting = (kind: FaultKind): readonly Armed[] => armed.filter(({ state, order }) => state === 'acting' && order.fault.kind === kind);

  const fire = (one: Armed, event: OutputEvent | null = null): void => {
    if (over || one.state !== 'waiting') return;
    const { fault, id, onFired } = one.order;
    one.state = 'acting';
    one.timer?.cancel();
    onFired();
    record.fired(fault.kind);
    log('fault_fired', { stream: record.number, kind: fault.kind, id });
    if (!isCut(fault)) return;
    over = true;
    const way = downlink;
    if (way === null) return;
    // In the place of an event it waits for those before it; else it comes at once, whatever is still on its way.
    if (event === null) cutStream(way, fault, null);
    else pass(() => cutStream(way, fault, event));
  };

  const count = (way: 'output' | 'input', name: string, event: OutputEvent | null): void => {
    for (const one of armed) {
      if (one.state !== 'waiting') continue;
      const point = pointOf(one.order.fault);
      if (typeof point === 'string' || !(way in point)) continue;
      const wanted = 'output' in point ? point.output : 'input' in point ? point.input : null;
      if (wanted !== name && wanted !== 'any') continue;
      one.seen += 1;
      if ('nth' in point && one.seen === point.nth) fire(one, event);
    }
  };

  const lateMs = (): number => {
    let delayMs = 0;
    for (const { state, order } of armed) {
      if (state !== 'acting') continue;
      if (order.fault.kind === 'slow') delayMs += order.fault.delayMs;
      if (order.fault.kind === 'late_first_event') delayMs = Math.max(delayMs, openedMs + order.fault.delayMs - clock.nowMs());
    }
    return delayMs;
  };
  const pass = (leave: () => void): void => {
    if (!line.pass(armed.length === 0 ? 0 : lateMs(), leave)) downlink?.reset(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };

  const distort = createDistortion({
    missesTool() {
      for (const one of armed) {
        const { fault } = one.order;
        if (fault.kind !== 'missed_tools') continue;
        // The call itself comes after the start of its block: a fault that waits for it must look ahead.
        const { at } = fault.when;
        if (one.state === 'waiting' && typeof at === 'object' && 'output' in at && at.output === 'toolUse' && one.seen + 1 >= at.nth) fire(one);
        if (one.state !== 'acting' || one.toolsLeft === 0) continue;
        one.toolsLeft -= 1;
        return true;
      }
      return false;
    },
    get doubleEncoded() {
      return acting('double_encoded').length > 0;
    },
    get duplicateTranscripts() {
      return acting('duplicate_transcripts').length > 0;
    },
  });

  const stream: FaultedStream = {
    number: record.number,
    arm(order) {
      const one: Armed = { order, seen: 0, timer: null, state: 'waiting', toolsLeft: toolsMissed(order.fault) };
      armed.push(one);
      const point = pointOf(order.fault);
      if (typeof point === 'object' && 'afterMs' in point) {
        one.timer = clock.setTimer(point.afterMs, () => fire(one));
      }
      // What belongs to the opening of a stream comes too late for one that is open.
      if (downlink !== null && point === 'open' && 'at' in order.fault.when) fire(one);
    },
    disarm(id) {
      for (const one of armed) if (one.order.id === id) one.timer?.cancel();
      armed = armed.filter(({ order }) => order.id !== id);
    },
  };
  plan.enter(stream);

  return {
    refusal() {
      for (const one of armed) {
        const { fault } = one.order;
        if (!isRefusal(fault)) continue;
        fire(one);
        return { ...refusals[fault.kind], ...(fault.message === undefined ? {} : { message: fault.message }) };
      }
      return null;
    },
    attach(way) {
      downlink = way;
      const atOpen = armed.filter(({ order }) => pointOf(order.fault) === 'open' && !isRefusal(order.fault));
      for (const one of atOpen) if (comesBeforeHeaders(one.order.fault)) fire(one);
      if (over) return;
      const stalled = atOpen.find(({ order }) => order.fault.kind === 'stalled_open');
      if (stalled !== undefined) {
        fire(stalled);
        over = true;
        stall = clock.setTimer(options.mostMs, () => way.reset(constants.NGHTTP2_NO_ERROR));
        return;
      }
      way.open();
      for (const one of atOpen) fire(one);
    },
    send(event) {
      if (over) return;
      if (armed.length > 0) {
        for (const name in event) count('output', name, event);
        if (over || acting('silence').length > 0) return;
      }
      for (const said of distort(event)) {
        const frame = frameFromEvent(said);
        pass(() => {
          if (downlink === null || downlink.ended) return;
          record.sent();
          downlink.write(frame);
        });
      }
    },
    end(exception) {
      if (over) return;
      over = true;
      pass(() => {
        if (exception !== null) downlink?.write(frameFromException(exception));
        downlink?.end();
      });
    },
    received(name) {
      if (armed.length > 0) count('input', name, null);
      return !over;
    },
    close() {
      over = true;
      plan.leave(stream);
      for (const { timer } of armed) timer?.cancel();
      stall?.cancel();
      line.close();
    },
  };
}

const isRefusal = (fault: Fault): fault is Extract<Fault, { kind: keyof typeof refusals }> => Object.hasOwn(refusals, fault.kind);

const toolsMissed = (fault: Fault): number => (fault.kind === 'missed_tools' ? (fault.count ?? Infinity) : 0);
