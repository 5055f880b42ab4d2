import { spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resample } from '../../audio/resample.js';
import { wavFromSamples } from '../../audio/wav.js';
import type { Clock } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Expectation } from '../brains/brain.js';
import { jsgfFromPhrases, pronunciationsFrom, spokenGrammar } from './grammar.js';
import { withNoiseFloor } from './noise-floor.js';
import type { Recognizer } from './recognizer.js';

/** Where Debian's `pocketsphinx` and `pocketsphinx-en-us`, and a build from source, put their files. */
const programs = ['/usr/bin/pocketsphinx_continuous', '/usr/local/bin/pocketsphinx_continuous'] as const;
const models = ['/usr/share/pocketsphinx/model/en-us', '/usr/local/share/pocketsphinx/model/en-us'] as const;

const modelRateHz = 16_000;
/** A grammar takes about 0.15 s, the general model a few times the length of the utterance. */
const deadlineMs = 12_000;
/** Recognitions at once, and those that may wait: beyond, nothing is understood. */
const maxRunning = 2;
const maxWaiting = 40;
const maxOutputChars = 4096;

export interface PocketsphinxDeps {
  readonly clock: Clock;
  readonly log: (event: string, fields: JsonObject) => void;
}

/**
 * What helps a model of human voices with synthetic ones of another language: nothing is cut away early, and the floor of noise (below)
 * stays where it is.
 */
const patient = ['-beam', '1e-100', '-pbeam', '1e-100', '-wbeam', '1e-80', '-remove_noise', 'no'];

/** English and, by grammar, Spanish recognition by a child process for each utterance; `null` where the program or its model is not installed. */
export async function openPocketsphinx(deps: PocketsphinxDeps): Promise<Recognizer | null> {
  const program = await firstThere(programs);
  const model = await firstThere(models);
  if (program === null || model === null) return null;
  const dictionaryPath = join(model, 'cmudict-en-us.dict');
  const pronunciations = pronunciationsFrom(await readFile(dictionaryPath, 'utf8'));
  const dictionary = new Set(pronunciations.keys());
  const base = ['-hmm', join(model, 'en-us'), '-logfn', '/dev/null'];
  const generalModel = ['-lm', join(model, 'en-us.lm.bin')];
  const turns = createTurns();

  const englishOf = async (expectation: Expectation, directory: string): Promise<readonly string[]> => {
    const grammar = expectation.kind === 'phrases' ? jsgfFromPhrases(expectation.phrases, dictionary) : null;
    const path = join(directory, 'answers.gram');
    if (grammar !== null) await writeFile(path, grammar);
    return ['-dict', dictionaryPath, ...(grammar === null ? generalModel : ['-jsgf', path])];
  };

  /** With a dictionary of the grammar's own words. */
  const grammarOf = async (expectation: Grammatical, directory: string): Promise<readonly string[]> => {
    const { jsgf, dictionary: own } = spokenGrammar(expectation, pronunciations);
    const [path, dictPath] = [join(directory, 'answers.gram'), join(directory, 'answers.dict')];
    await Promise.all([writeFile(path, jsgf), writeFile(dictPath, own)]);
    return ['-dict', dictPath, '-jsgf', path, ...patient];
  };

  const run = async (samples: Int16Array, expectation: Expectation, signal: AbortSignal): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), 'voiceter-hearing-'));
    try {
      const sound = join(directory, 'utterance.wav');
      const spoken = ownWords(expectation);
      await writeFile(sound, wavFromSamples(spoken === null ? samples : withNoiseFloor(samples), modelRateHz));
      const what = spoken === null ? await englishOf(expectation, directory) : await grammarOf(spoken, directory);
      if (signal.aborted) return '';
      return await outputOf(deps.clock, program, [...base, ...what, '-infile', sound], signal);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };

  return {
    name: 'pocketsphinx',
    async recognize(samples, sampleRateHz, expectation, signal) {
      const entered = await turns.enter();
      if (!entered) return '';
      try {
        if (signal.aborted || samples.length === 0) return '';
        const heard = await run(resample(samples, sampleRateHz, modelRateHz), expectation, signal);
        return heard.replace(/<[^>]*>|\[[^\]]*\]/g, ' ').replace(/\s+/g, ' ').trim().toLowerCase();
      } catch (thrown) {
        deps.log('recognition_failed', { reason: thrown instanceof Error ? thrown.message : String(thrown) });
        return '';
      } finally {
        turns.leave();
      }
    },
  };
}

type Grammatical = Exclude<Expectation, { kind: 'anything' }>;

/** What needs a dictionary of its own: slots, and everything Spanish. */
const ownWords = (expectation: Expectation): Grammatical | null =>
  expectation.kind === 'grammar' || (expectation.kind === 'phrases' && expectation.language === 'es') ? expectation : null;

/** What the program prints, up to a bound; rejects when it fails. Killed at the deadline or on abort. */
function outputOf(clock: Clock, program: string, parameters: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    const kill = (): void => {
      child.kill('SIGKILL');
    };
    const deadline = clock.setTimer(deadlineMs, kill);
    signal.addEventListener('abort', kill, { once: true });
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output = (output + text).slice(0, maxOutputChars);
    });
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      deadline.cancel();
      signal.removeEventListener('abort', kill);
      if (code === 0) resolve(output.replace(/\n/g, ' '));
      else if (signal.aborted) resolve('');
      else reject(new Error(`the recogniser ended with ${killedBy ?? `code ${code}`}`));
    });
  });
}

async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    try {
      await access(path);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/** Lets `maxRunning` in at once; `enter` is false when too many wait. Whoever was let in leaves. */
function createTurns(): { enter(): Promise<boolean>; leave(): void } {
  let running = 0;
  const waiting: ((entered: boolean) => void)[] = [];
  return {
    enter() {
      if (running < maxRunning) {
        running += 1;
        return Promise.resolve(true);
      }
      if (waiting.length >= maxWaiting) return Promise.resolve(false);
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next(true);
    },
  };
}
