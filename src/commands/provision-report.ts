import type { ProvisionStep } from '../storage/provisioning/provision-step.js';

/** What is there, what would be made, what differs: a line for each step, grouped by resource. */
export function textFromSteps(steps: readonly ProvisionStep[], done: 'planned' | 'applied'): string {
  const lines: string[] = [];
  let resource = '';
  for (const step of steps) {
    if (step.resource !== resource) lines.push(step.resource);
    resource = step.resource;
    lines.push(`  ${mark(step, done)}  ${step.what === '' ? '' : `${step.what}: `}${step.wanted}${step.state === 'differs' ? `   (now: ${step.found ?? 'nothing'})` : ''}`);
  }
  return `${lines.join('\n')}\n\n${summary(steps, done)}\n`;
}

function mark(step: ProvisionStep, done: 'planned' | 'applied'): string {
  if (step.state === 'right') return 'ok      ';
  if (step.apply === null) return 'BY HAND ';
  if (step.state === 'missing') return done === 'planned' ? 'make    ' : 'made    ';
  return done === 'planned' ? 'change  ' : 'changed ';
}

function summary(steps: readonly ProvisionStep[], done: 'planned' | 'applied'): string {
  const byHand = steps.filter(isByHand).length;
  const open = steps.filter((step) => step.state !== 'right').length - byHand;
  const said = open === 0 ? 'Nothing to do.' : done === 'planned' ? `${open} to do. Nothing was changed: this was a dry run.` : `${open} done.`;
  return byHand === 0 ? said : `${said} ${byHand} cannot be changed without losing what is there: make a new table (another prefix), or change it by hand.`;
}

export const isByHand = (step: ProvisionStep): boolean => step.state !== 'right' && step.apply === null;
