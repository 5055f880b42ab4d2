import type { Brain, BrainAction, BrainEvent } from './brain.js';

/** One expectation of a scripted conversation and what follows when it is met. */
export interface ScriptStep {
  readonly on: BrainEvent['kind'];
  /** What the text, or the tool's name, must match. Default: anything. */
  readonly matching?: RegExp;
  readonly reply: readonly BrainAction[];
  /** True: the step stays and answers each time. Default: used once, in order. */
  readonly always?: boolean;
}

export interface ScriptBrain extends Brain {
  /** Steps not used yet, standing ones excepted. A test that ends well has none. */
  readonly stepsLeft: number;
}

/** Does what the steps say: an event that meets the next step, or a standing one, gets its reply; other events get none. */
export function createScriptBrain(steps: readonly ScriptStep[]): ScriptBrain {
  const ordered = steps.filter((step) => step.always !== true);
  const standing = steps.filter((step) => step.always === true);
  let next = 0;
  return {
    get stepsLeft() {
      return ordered.length - next;
    },
    on(event) {
      const step = ordered[next];
      if (step !== undefined && meets(event, step)) {
        next += 1;
        return step.reply;
      }
      return standing.find((candidate) => meets(event, candidate))?.reply ?? [];
    },
    expectation: () => ({ kind: 'anything' }),
  };
}

const meets = (event: BrainEvent, step: ScriptStep): boolean =>
  event.kind === step.on && (step.matching === undefined || step.matching.test(textOf(event)));

function textOf(event: BrainEvent): string {
  switch (event.kind) {
    case 'userText':
    case 'serverText':
      return event.text;
    case 'toolResult':
      return event.tool;
    case 'interrupted':
      return event.spokenText;
    case 'started':
    case 'notHeard':
      return '';
  }
}
