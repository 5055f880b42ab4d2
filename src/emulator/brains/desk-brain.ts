import type { Brain, BrainAction, BrainPrompt, Expectation } from './brain.js';
import { languageFromPrompt, type BrainLanguage } from './brain-language.js';
import { deskEnglish } from './desk/desk-english.js';
import { deskSpanish } from './desk/desk-spanish.js';
import { deskTasks } from './desk/desk-tasks.js';
import { deskTools, type DeskWords } from './desk/desk-words.js';
import { actionsFromServerText } from './server-text.js';
import { createTaskTalk, type TalkPhase } from './tasks/task-talk.js';

const tables: Readonly<Record<BrainLanguage, DeskWords>> = { en: deskEnglish, es: deskSpanish };

/** Whether a prompt declares tools of the service desk. */
export const isDesk = (prompt: BrainPrompt): boolean => prompt.tools.some(({ name }) => deskTools.some((tool) => tool === name));

/** Carlos at the service desk: orders and appointments with the seven tools of source 001, as his prompt asks, in Spanish or English. */
export function createDeskBrain(prompt: BrainPrompt): Brain {
  const words = tables[languageFromPrompt(prompt)];
  const declared = new Set(prompt.tools.map(({ name }) => name));
  const tasks = deskTasks(words).filter(({ tool }) => declared.has(tool));
  const talk = createTaskTalk({ tasks, words: words.talk, language: words.language });
  talk.recall(prompt.history);
  const say = (text: string): readonly BrainAction[] => [{ kind: 'say', text }];

  return {
    on(event) {
      switch (event.kind) {
        case 'userText':
          // Said before the answer was heard: it cannot answer it, and must confirm nothing.
          return event.overlapped ? [] : talk.onUser(event.text);
        case 'serverText':
          return actionsFromServerText(event.text, prompt.tools);
        case 'toolResult': {
          const { text } = event.result;
          return talk.onResult(event.tool, event.result) ?? (typeof text === 'string' ? say(text) : []);
        }
        case 'notHeard':
          return talk.again();
        case 'started':
        case 'interrupted':
          return [];
      }
    },
    expectation: () => expectationIn(talk.phase, words),
  };
}

/** What is likely to be said now: the fewer the words, the better they are told apart. */
function expectationIn(phase: TalkPhase, { hearing, language }: DeskWords): Expectation {
  const starts = (): readonly string[] => {
    switch (phase.kind) {
      case 'idle':
      case 'calling':
        return [hearing.top];
      case 'asking':
        return [hearing.slots[phase.slot.id] ?? hearing.top, hearing.always];
      case 'confirming':
        return [hearing.confirm];
      case 'refused':
        return [...new Set(phase.task.needed.map((slot) => hearing.slots[slot.id] ?? '')), hearing.always, hearing.confirm];
    }
  };
  return { kind: 'grammar', language, rules: hearing.rules, answer: starts().filter((rule) => rule !== '').join(' | ') };
}
