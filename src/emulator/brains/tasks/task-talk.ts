import type { JsonObject } from '../../../kernel/json.js';
import type { BrainAction } from '../brain.js';
import type { BrainLanguage } from '../brain-language.js';
import { digitised, type Said } from './said.js';
import type { Slot, TalkWords, Task, Values } from './task.js';

export interface TaskTalkDeps {
  readonly tasks: readonly Task[];
  readonly words: TalkWords;
  readonly language: BrainLanguage;
}

export type TalkPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly task: Task; readonly values: Values; readonly slot: Slot }
  | { readonly kind: 'confirming'; readonly task: Task; readonly values: Values }
  | { readonly kind: 'calling'; readonly task: Task; readonly values: Values; readonly impatience: number }
  /** The tool said no: the task waits for another value. */
  | { readonly kind: 'refused'; readonly task: Task; readonly values: Values };

/** A talk in which tasks are done one at a time: asks for what is missing, repeats what it is going to do, tells what came of it. */
export interface TaskTalk {
  readonly phase: TalkPhase;
  onUser(text: string): readonly BrainAction[];
  /** Null: no task waits for this tool. */
  onResult(tool: string, result: JsonObject): readonly BrainAction[] | null;
  /** What is said when the last words were not understood. */
  again(): readonly BrainAction[];
  /** Goes on from a talk that was held before: as if it had been heard, and without doing anything twice. */
  recall(history: readonly { readonly role: 'USER' | 'ASSISTANT'; readonly text: string }[]): void;
}

const say = (text: string): readonly BrainAction[] => (text === '' ? [] : [{ kind: 'say', text }]);
/** After so many turns in which no result came, the task is given up. */
const maxImpatience = 2;

export function createTaskTalk({ tasks, words, language }: TaskTalkDeps): TaskTalk {
  let phase: TalkPhase = { kind: 'idle' };
  /** Who the user is and what was talked about: not asked for twice. */
  let known: Values = {};
  let last: { readonly task: Task; readonly result: JsonObject } | null = null;

  /** All values of a task in what was said; the same object when there are none. */
  const taken = (task: Task, said: Said, before: Values, asked: Slot | null): Values => {
    let values = before;
    let rest = said;
    // The answer to the question comes first: alone it may look like something else.
    for (const slot of asked === null ? task.looked : [asked, ...task.looked.filter((one) => one !== asked)]) {
      const found = slot.take(rest, slot === asked, values);
      if (found === null) continue;
      values = { ...values, ...found.values };
      rest = found.rest;
    }
    return values;
  };

  const goOn = (task: Task, values: Values): readonly BrainAction[] => {
    const missing = task.needed.find((slot) => !slot.isFilled(values));
    if (missing !== undefined) {
      phase = { kind: 'asking', task, values, slot: missing };
      return say(words.questions[missing.id] ?? words.say.notUnderstood);
    }
    if (task.confirm === null) return call(task, values);
    phase = { kind: 'confirming', task, values };
    return say(task.confirm(values));
  };

  const call = (task: Task, values: Values): readonly BrainAction[] => {
    phase = { kind: 'calling', task, values, impatience: 0 };
    return [{ kind: 'call', tool: task.tool, input: task.input(values) }];
  };

  const begin = (task: Task, said: Said): readonly BrainAction[] => {
    const isSame = words.same.test(said.folded);
    const before = Object.fromEntries(Object.entries(known).filter(([field]) => isSame || !/Id$/.test(field)));
    return goOn(task, taken(task, said, before, null));
  };

  const drop = (): readonly BrainAction[] => {
    phase = { kind: 'idle' };
    return say(words.say.dropped);
  };

  const whileAsking = (now: TalkPhase & { kind: 'asking' }, said: Said): readonly BrainAction[] => {
    const values = taken(now.task, said, now.values, now.slot);
    if (values !== now.values) return goOn(now.task, values);
    return words.no.test(said.folded) ? drop() : again();
  };

  const whileConfirming = (now: TalkPhase & { kind: 'confirming' }, said: Said): readonly BrainAction[] => {
    const values = taken(now.task, said, now.values, null);
    if (JSON.stringify(now.task.input(values)) !== JSON.stringify(now.task.input(now.values))) return goOn(now.task, values);
    if (words.no.test(said.folded)) return drop();
    return words.yes.test(said.folded) ? call(now.task, now.values) : again();
  };

  const whileRefused = (now: TalkPhase & { kind: 'refused' }, said: Said): readonly BrainAction[] => {
    const plain = taken(now.task, said, now.values, null);
    if (plain !== now.values) return goOn(now.task, plain);
    if (words.again.test(said.folded)) return call(now.task, now.values);
    if (words.no.test(said.folded) || words.thanks.test(said.folded)) return drop();
    for (const slot of now.task.looked) {
      const found = slot.take(said, true, now.values);
      if (found !== null) return goOn(now.task, { ...now.values, ...found.values });
    }
    return say(words.say.notUnderstood);
  };

  const isMeant = ({ loosely, confirm, about }: Task, { folded }: Said): boolean =>
    loosely !== null && loosely.test(folded) && (confirm === null || (last?.task.about === about && words.same.test(folded)));

  const whileIdle = (said: Said): readonly BrainAction[] => {
    const task = tasks.find((one) => isMeant(one, said));
    if (task !== undefined) return begin(task, said);
    if (words.details.test(said.folded)) return say(last?.task.details(last.result) ?? words.say.noDetails);
    if (words.thanks.test(said.folded)) return say(words.say.thanks);
    if (words.greeting.test(said.folded)) return say(words.say.greeting);
    return say(words.no.test(said.folded) ? words.say.whatElse : words.say.abilities);
  };

  /** The task that is named, unless it is the one under way. */
  const named = (said: Said): Task | null => {
    const task = tasks.find(({ trigger }) => trigger.test(said.folded)) ?? null;
    return phase.kind !== 'idle' && phase.task === task ? null : task;
  };

  const onUser = (text: string): readonly BrainAction[] => {
    const said = digitised(text.trim(), language);
    if (said.text === '') return [];
    if (phase.kind === 'calling') {
      if (phase.impatience + 1 >= maxImpatience) phase = { kind: 'refused', task: phase.task, values: phase.values };
      else phase = { ...phase, impatience: phase.impatience + 1 };
      return say(phase.kind === 'refused' ? words.say.failed : words.say.moment);
    }
    if (words.goodbye.test(said.folded)) {
      phase = { kind: 'idle' };
      return say(words.say.goodbye);
    }
    if (phase.kind !== 'idle' && words.drop.test(said.folded)) return drop();
    const task = named(said);
    if (task !== null && !(phase.kind === 'idle' && last?.task === task && words.details.test(said.folded) && !/\d/.test(said.text))) return begin(task, said);
    switch (phase.kind) {
      case 'idle':
        return whileIdle(said);
      case 'asking':
        return whileAsking(phase, said);
      case 'confirming':
        return whileConfirming(phase, said);
      case 'refused':
        return whileRefused(phase, said);
    }
  };

  const again = (): readonly BrainAction[] => {
    switch (phase.kind) {
      case 'asking':
        return say(`${words.say.notHeard} ${words.questions[phase.slot.id] ?? ''}`.trim());
      case 'confirming':
        return say(words.say.yesOrNo);
      case 'calling':
        return [];
      case 'idle':
      case 'refused':
        return say(words.say.notHeard);
    }
  };

  return {
    get phase() {
      return phase;
    },
    onUser,
    onResult(tool, result) {
      if (phase.kind !== 'calling' || phase.task.tool !== tool) return null;
      const { task, values } = phase;
      if (result['success'] === true) {
        known = { ...known, ...rememberable(values) };
        last = { task, result };
        phase = { kind: 'idle' };
        return say(task.tell(result));
      }
      phase = { kind: 'refused', task, values };
      const error = result['error'];
      // A code is nothing to be said.
      return say(typeof error === 'string' && error.includes(' ') ? error : words.say.failed);
    },
    again,
    recall(history) {
      for (const { role, text } of history) {
        if (role === 'USER') onUser(text);
        else if (phase.kind === 'calling') {
          const { task, values } = phase;
          // A question after the call: the tool wanted another value. Else it was done, and is not done again.
          const isRefused = text.trim().endsWith('?');
          if (!isRefused) known = { ...known, ...rememberable(values) };
          phase = isRefused ? { kind: 'refused', task, values } : { kind: 'idle' };
        }
      }
      // Nobody knows what came of the last call: it is not made again by itself.
      if (phase.kind === 'calling') phase = { kind: 'idle' };
    },
  };
}

const remembered = new Set(['customerName', 'dni', 'patientName', 'patientEmail', 'customerEmail', 'orderId', 'appointmentId']);
const rememberable = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([field]) => remembered.has(field)));
