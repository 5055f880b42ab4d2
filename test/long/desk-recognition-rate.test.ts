import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { samplesFromBytes } from '../../src/audio/pcm.js';
import { resample } from '../../src/audio/resample.js';
import { deskEnglish } from '../../src/emulator/brains/desk/desk-english.js';
import { deskSpanish } from '../../src/emulator/brains/desk/desk-spanish.js';
import type { DeskWords } from '../../src/emulator/brains/desk/desk-words.js';
import { digitised } from '../../src/emulator/brains/tasks/said.js';
import { openPocketsphinx } from '../../src/emulator/hearing/pocketsphinx.js';
import { openEspeakSpeech } from '../../src/emulator/speech/espeak-speech.js';
import { systemClock } from '../../src/kernel/clock.js';
import type { NovaVoiceId } from '../../src/models/nova-sonic/wire.js';

const rateHz = 16_000;
const deps = { clock: systemClock, log: () => undefined };
const recognizer = await openPocketsphinx(deps);
const loaded = await openEspeakSpeech(deps);
const own = loaded.ok ? loaded.value : null;
const ready = recognizer !== null && own !== null && existsSync('/usr/bin/espeak-ng');
if (!ready) process.stdout.write('skipped: recognition needs pocketsphinx_continuous and espeak-ng on this machine, and eSpeak NG as a package\n');
afterAll(() => own?.close());

type Said = Readonly<Record<string, string>>;
const spanish: Said = {
  top: 'quiero consultar mi pedido|quiero cancelar mi pedido número dos|dónde está mi pedido|cómo está mi pedido|quiero hacer un pedido|quiero sacar un turno con el doctor rodríguez mañana a las diez|quiero sacar un turno|quiero cancelar mi turno|quiero cancelar el turno número tres|quiero cambiar mi turno|quiero cambiar el turno número cuatro|quiero consultar mi turno|quiero consultar el pedido número uno|cuándo es mi turno|quiero más detalles|muchas gracias|hasta luego|no gracias',
  orderId: 'uno|el dos|número tres|cuatro|el número cinco|número seis|siete|ocho|número nueve|el diez|doce|veinte',
  identity: 'mi dni es uno dos tres cuatro cinco seis siete ocho|mi dni es dos tres cuatro cinco seis siete ocho nueve|mi dni es tres cuatro cinco seis siete ocho nueve cero|soy juan pérez|me llamo maría garcía|ana martínez|luis fernández|a nombre de carlos lópez|soy ana martínez|laura gómez|soy pedro sánchez|me llamo sofía torres',
  confirm: 'sí|sí por favor|no|no gracias|dale|correcto|está bien|mejor no|sí confirmo',
  when: 'mañana a las diez|el viernes a las tres de la tarde|pasado mañana a las once y media|el lunes a las nueve de la mañana|a las cuatro y cuarto|el próximo martes a las cinco|el quince de diciembre a las diez|para el jueves a las ocho|hoy a las seis de la tarde|el miércoles',
  doctorName: 'con el doctor rodríguez|con la doctora gómez|doctor sánchez|con la doctora lópez',
  email: 'juan punto pérez arroba example punto com|ana arroba gmail punto com|es maría punto garcía arroba correo punto com|luis punto fernández arroba ejemplo punto com',
  items: 'dos yerbas a diez pesos|tres libros a veinte pesos|una pelota a quince pesos|cuatro tazas a cinco pesos',
};
const english: Said = {
  top: 'check my order|i want to cancel my order number two|where is my order|i want to place an order|i want to book an appointment with doctor lopez tomorrow at ten|i want to cancel my appointment|i want to move my appointment|check my appointment number three|when is my appointment|tell me the details|goodbye|thank you very much',
  orderId: 'one|number two|it is number three|four|number five|six|number seven|number eight|nine|it is ten|twelve|number twenty',
  identity: 'my number is one two three four five six seven eight|my number is two three four five six seven eight nine|my name is juan perez|this is maria garcia|my name is ana martinez|my name is luis fernandez|this is john smith|my name is mary brown|my name is peter miller',
  confirm: 'yes|yes please|yes go ahead|that is right|no|no thank you|rather not',
  when: 'tomorrow at ten|next friday at three in the afternoon|the day after tomorrow at eleven|monday at nine in the morning|at four|to next tuesday at five|thursday at noon|to wednesday at ten',
  doctorName: 'doctor rodriguez|with doctor gomez|with doctor smith|doctor lopez',
  email: 'john dot smith at example dot com|ana at gmail dot com|mary dot brown at mail dot com|it is peter dot miller at example dot com',
  items: 'two books at ten pesos|three mugs at twenty pesos|four lamps at five pesos|a ball at fifteen pesos',
};
/** Words without which a sentence means the same. */
const light = /\b(?:el|la|los|es|numero|soy|me llamo|a nombre de|mi dni es|con|para|por favor|confirmo|un|una|mi|i want to|my name is|this is|it is|number|please|at|to|for|with|my)\b/g;

function meaning(text: string, words: DeskWords): string {
  const bare = digitised(text, words.language).folded.replace(light, ' ').replace(/\s+/g, ' ').trim();
  return bare === '' ? text : bare;
}

const directory = mkdtempSync(join(tmpdir(), 'voiceter-desk-rate-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fromCommand(voice: string, text: string): Int16Array {
  const file = join(directory, 'said.wav');
  spawnSync('/usr/bin/espeak-ng', ['-v', voice, '-s', '150', '-w', file, text]);
  const wav = readFileSync(file);
  return resample(samplesFromBytes(wav.subarray(44)), wav.readUInt32LE(24), rateHz);
}
const fromOwn = async (voice: NovaVoiceId, text: string): Promise<Int16Array> => (await own?.speak(text, voice, rateHz, new AbortController().signal))?.samples ?? new Int16Array(0);

const voices: readonly (readonly [name: string, words: DeskWords, said: Said, speak: (text: string) => Int16Array | Promise<Int16Array>, atLeast: number])[] = [
  ['espeak-ng -v es', deskSpanish, spanish, (text) => fromCommand('es', text), 0.9],
  ['carlos', deskSpanish, spanish, (text) => fromOwn('carlos', text), 0.9],
  ['lupe', deskSpanish, spanish, (text) => fromOwn('lupe', text), 0.7],
  ['espeak-ng -v en-us', deskEnglish, english, (text) => fromCommand('en-us', text), 0.7],
  ['matthew', deskEnglish, english, (text) => fromOwn('matthew', text), 0.7],
];

(ready ? it.each(voices) : it.skip.each(voices))('understands what is said at the desk: %s', async (name, words, said, speak, atLeast) => {
  const { hearing, language } = words;
  const wrong: string[] = [];
  const cases = Object.entries(said).flatMap(([state, lines]) => lines.split('|').map((text) => [state, text] as const));
  const hear = async ([state, text]: readonly [string, string]): Promise<void> => {
    const answer = state === 'top' ? hearing.top : state === 'confirm' ? hearing.confirm : `${hearing.slots[state] ?? ''} | ${hearing.always}`;
    const speech = await speak(text);
    const utterance = new Int16Array(speech.length + 1.1 * rateHz);
    utterance.set(speech, 0.3 * rateHz);
    const heard = (await recognizer?.recognize(utterance, rateHz, { kind: 'grammar', language, rules: hearing.rules, answer }, new AbortController().signal)) ?? '';
    if (meaning(heard, words) !== meaning(text, words)) wrong.push(`"${text}" -> "${heard}"`);
  };
  // As many at once as the recogniser takes.
  for (let at = 0; at < cases.length; at += 2) await Promise.all(cases.slice(at, at + 2).map(hear));
  const count = cases.length;
  process.stdout.write(`recognition, ${name}: ${count - wrong.length}/${count}\n${wrong.join('\n')}\n`);
  expect((count - wrong.length) / count).toBeGreaterThanOrEqual(atLeast);
}, 90_000);
