import { parseArgs } from 'node:util';

export const help = `Measures the server: what it adds to the sound, what a conversation costs, how long breaks last.

npm run bench                     the ramp, then the gaps
npm run bench -- ramp             latency, barge-in, CPU, memory, with ever more callers
npm run bench -- gaps             renewal, recovery, a dropped socket, kill -9 (needs redis-server)
npm run bench -- soak             begins and ends thousands of sessions; what is left of them
npm run bench -- profile          where the time goes, by function
npm run bench -- dialects         what a conversation costs in each client protocol

  --sessions <list>    steps of the ramp, such as 10,50,100 (default 10,25,50,100,150,200,250,300)
  --max <n>            no step above this (default 300); the ramp also ends where a bar breaks
  --all-steps          go on when a bar breaks
  --seconds <n>        of each step, in three windows (default 12; profile: 10; dialects: 16)
  --recordings         with RECORDINGS=directory
  --base64             audio as base64 text (default: binary, as the page)
  --rounds <n>         breaks of each kind in the gaps (default 20)
  --count <n>          sessions of the soak (default 10000)
  --concurrency <n>    of these at a time (default 24)
  --label <text>       stands in the result
  --json [--out file]  one line of JSON instead of tables, or into a file besides them

BENCH_NICE=-10 gives all processes of the bench this priority (below 0: as root).
The machine must be otherwise quiet: the result says its load, and which figures the load generator has spoilt.
`;

const stages = new Set(['all', 'ramp', 'gaps', 'soak', 'profile', 'dialects']);

export function optionsFrom(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      sessions: { type: 'string', default: '10,25,50,100,150,200,250,300' },
      max: { type: 'string', default: '300' },
      'all-steps': { type: 'boolean', default: false },
      seconds: { type: 'string' },
      recordings: { type: 'boolean', default: false },
      base64: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '20' },
      count: { type: 'string', default: '10000' },
      concurrency: { type: 'string', default: '24' },
      label: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const stage = positionals[0] ?? 'all';
  if (!stages.has(stage)) throw new Error(`There is no ${stage}. There are: ${[...stages].join(', ')}.`);
  const number = (name, text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on, not ${text}.`);
    return value;
  };
  const max = number('max', values.max);
  return {
    stage,
    steps: values.sessions.split(',').map((text) => number('sessions', text)).filter((step) => step <= max),
    allSteps: values['all-steps'],
    seconds: values.seconds === undefined ? null : number('seconds', values.seconds),
    recordings: values.recordings,
    encoding: values.base64 ? 'base64' : 'binary',
    rounds: number('rounds', values.rounds),
    count: number('count', values.count),
    concurrency: number('concurrency', values.concurrency),
    label: values.label,
    json: values.json,
    out: values.out ?? null,
    help: values.help,
  };
}
