/* The entry: `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { help, optionsFrom } from './parts/options.mjs';

let options;
try {
  options = optionsFrom(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exit(64);
}
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const machine = () => ({ cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version, load: loadavg().map((load) => Math.round(load * 100) / 100) });
const tell = (text) => process.stderr.write(text);
const result = { at: new Date().toISOString(), label: options.label, before: machine() };
const { load, ...hardware } = result.before;
tell(`${hardware.cores} cores of ${hardware.cpu}, ${hardware.memoryGb} GB, Node ${hardware.node}; load of the machine before: ${load.join(', ')}\n`);

const texts = [];
const run = async (name, module, work, text) => {
  const stage = await import(module);
  tell(`${name} …\n`);
  result[name] = await stage[work](options, tell);
  texts.push(stage[text](result[name]));
};
if (options.stage === 'all' || options.stage === 'ramp') await run('ramp', './stages/ramp.mjs', 'ramp', 'textFromRamp');
if (options.stage === 'all' || options.stage === 'gaps') await run('gaps', './stages/gaps.mjs', 'gaps', 'textFromGaps');
if (options.stage === 'soak') await run('soak', './stages/soak.mjs', 'soak', 'textFromSoak');
if (options.stage === 'profile') await run('profile', './stages/profile.mjs', 'profile', 'textFromProfile');
if (options.stage === 'dialects') await run('dialects', './stages/dialects.mjs', 'dialects', 'textFromDialects');
result.after = { load: machine().load };

process.stdout.write(options.json && options.out === null ? `${JSON.stringify(result)}\n` : texts.join(''));
if (options.out !== null) writeFileSync(options.out, `${JSON.stringify(result)}\n`);
process.exit(0);
