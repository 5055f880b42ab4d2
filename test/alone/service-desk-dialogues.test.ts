import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { base64FromSamples } from '../../src/audio/pcm.js';
import { openPocketsphinx } from '../../src/emulator/hearing/pocketsphinx.js';
import { openEspeakSpeech } from '../../src/emulator/speech/espeak-speech.js';
import type { SpeechSynthesizer } from '../../src/emulator/speech/speech.js';
import { systemClock } from '../../src/kernel/clock.js';
import { localTimeFromMs, msFromLocalTime } from '../../src/storage/service-desk/desk-time.js';
import { openMicrophone } from '../support/open-microphone.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const rateHz = 16_000;
const deps = { clock: systemClock, log: () => undefined };
const recognizer = await openPocketsphinx(deps);
const loaded = await openEspeakSpeech(deps);
const voice: SpeechSynthesizer | null = loaded.ok ? loaded.value : null;
const ready = recognizer !== null && voice !== null;
if (!ready) process.stdout.write('skipped: spoken dialogues need pocketsphinx_continuous on this machine, and eSpeak NG\n');

let server: TestServer;
beforeAll(async () => {
  if (!ready) return;
  server = await startTestServer({
    emulator: {
      speech: 'tone',
      toneSpeed: 10,
      hearing: 'pocketsphinx',
      timing: { completionStartMs: 1, endpointingMs: 500, transcriptMs: 1, thinkMs: 1, deliverySpeed: Infinity, playbackSpeed: Infinity },
    },
  });
  await seed();
});
afterAll(async () => {
  if (ready) await server.stop();
  await voice?.close();
});

/** The day after tomorrow at the desk, at this hour. */
function soonAt(hour: number, minute = 0): number {
  const { year, month, day } = localTimeFromMs(systemClock.wallMs() + 48 * 60 * 60 * 1000);
  return msFromLocalTime({ year, month, day, hour, minute });
}

/** Orders and appointments 1 and 2: the first are for Spanish, the second for English. */
async function seed(): Promise<void> {
  const { orders, appointments } = server.storage.serviceDesk;
  const items = [{ name: 'Yerba', quantity: 2, priceCents: 2500 }];
  await orders.create({ customerName: 'Juan Pérez', customerEmail: 'juan@example.com', customerDni: '12345678', items });
  await orders.create({ customerName: 'Maria Garcia', customerEmail: 'maria@example.com', customerDni: '23456789', items });
  const people = [
    ['Ana Martínez', 'Dr. Rodríguez', 9],
    ['Ana Martinez', 'Dr. Lopez', 11],
  ] as const;
  for (const [patientName, doctorName, hour] of people) {
    await appointments.book({ patientName, patientEmail: 'somebody@example.com', doctorName, startMs: soonAt(hour), durationMinutes: 30, type: 'consultation', notes: '' });
  }
}

type Dialogue = readonly (readonly [said: string, answered: RegExp])[];

/** One line after the other: the voice engine's sound depends on what it said before, and is then the same every time. */
async function soundsOf(speaker: 'carlos' | 'matthew', lines: Dialogue): Promise<readonly Int16Array[]> {
  const sounds: Int16Array[] = [];
  for (const [said] of lines) sounds.push((await voice?.speak(said, speaker, rateHz, new AbortController().signal))?.samples ?? new Int16Array(0));
  return sounds;
}

/** Says each line aloud, in real time, and waits for what it must be answered. Resolves with what was heard of it all. */
async function talk(language: 'es-AR' | 'en-US', speaker: 'carlos' | 'matthew', lines: Dialogue, sounds: readonly Int16Array[]): Promise<string> {
  const caller = await connectCaller(server.url, { timeoutMs: 15_000 });
  caller.send('session:start', { personaId: 'carlos', language, voiceId: speaker, audioEncoding: 'base64' });
  await caller.next('audio:end');
  const microphone = openMicrophone((frame) => caller.send('audio:chunk', { audioData: base64FromSamples(frame) }), { rateHz, frameSamples: 512 });
  const heard: string[] = [];
  try {
    for (const [at, [said, answered]] of lines.entries()) {
      const from = caller.received.length;
      await microphone.play(sounds[at] ?? new Int16Array(0));
      await caller.next('transcription:assistant', ({ text }) => answered.test(text)).catch((thrown: unknown) => {
        const since = caller.received.slice(from).flatMap((one) => (one.event === 'transcription:user' || one.event === 'transcription:assistant' ? [`${one.event.slice(14)}: ${one.data.text}`] : []));
        throw new Error(`"${said}" was not answered by ${String(answered)} but:\n${since.join('\n')}\nbefore: ${heard.join(' / ')}`, { cause: thrown });
      });
      heard.push(said);
      await caller.next('audio:end');
    }
    return caller.received.flatMap((one) => (one.event === 'transcription:user' ? [one.data.text] : [])).join('\n');
  } finally {
    microphone.stop();
    caller.close();
  }
}

const spanishOrders = [
  ['quiero consultar el pedido número uno', /tu DNI, o tu nombre/],
  // A wrong DNI, and then the right one.
  ['mi dni es nueve cinco cuatro cinco seis siete ocho uno', /no pude verificar tu identidad/],
  ['mi dni es uno dos tres cuatro cinco seis siete ocho', /^El pedido número 1 está pendiente\.$/],
  ['quiero más detalles', /2 Yerba, en total 50 pesos/],
  ['quiero cancelar el pedido número uno', /Voy a cancelar el pedido número 1/],
  ['sí por favor', /cancelé el pedido número 1/],
  // Twice.
  ['quiero cancelar el pedido número uno', /Voy a cancelar el pedido número 1/],
  ['dale', /ya estaba cancelado/],
  ['no importa', /no hago nada/],
  // There is no such order.
  ['quiero consultar el pedido número veinte', /No encontré el pedido número 20/],
  ['no importa', /no hago nada/],
  ['quiero hacer un pedido', /Qué querés pedir/],
  ['tres libros a veinte pesos', /correo electrónico|A nombre de quién/],
  ['soy juan pérez', /correo electrónico/],
  ['juan punto pérez arroba example punto com', /juan\.perez@example\.com: 3 libros a 20 pesos, en total 60 pesos/],
  ['está bien', /creé el pedido número \d/],
] as const;

const spanishAppointments = [
  ['quiero consultar el turno número uno', /nombre y el apellido del paciente/],
  ['soy ana martínez', /^El turno número 1 es el .* a las 9 de la mañana y está agendado\.$/],
  // The doctor's time is taken; another one is free.
  ['quiero sacar un turno con el doctor rodríguez', /Para qué día/],
  ['pasado mañana a las nueve', /correo electrónico/],
  ['ana arroba example punto com', /turno para Ana Martínez con Dr\. Rodríguez, pasado mañana a las 9/],
  ['sí por favor', /ya tiene un turno/],
  ['a las cuatro y cuarto', /pasado mañana a las 4 y cuarto/],
  ['dale', /agendé el turno número \d/],
  ['quiero cambiar el turno número uno', /Para qué día o a qué hora lo paso/],
  ['a las once y media', /Voy a pasar el turno número 1 para a las 11 y media/],
  ['sí por favor', /a las 11 y media/],
  ['quiero cancelar el turno número uno', /Voy a cancelar el turno número 1 de Ana Martínez/],
  ['mejor no', /no hago nada/],
  ['quiero cancelar el turno número uno', /Voy a cancelar el turno número 1/],
  ['dale', /cancelé el turno número 1/],
  ['quiero cancelar el turno número uno', /Voy a cancelar el turno número 1/],
  ['dale', /ya estaba cancelado/],
] as const;

const englishOrders = [
  ['check my order number two', /your DNI, or your first and last name/],
  ['my name is ana martinez', /could not verify your identity/],
  ['this is maria garcia', /^Order number 2 is pending\.$/],
  ['tell me the details', /2 Yerba, in total 50 pesos/],
  ['i want to cancel my order number two', /going to cancel order number 2/],
  ['yes please', /have cancelled order number 2/],
  ['i want to cancel my order number two', /going to cancel order number 2/],
  ['yes please', /was already cancelled/],
  ['never mind', /will not do anything/],
  ['check my order number twenty', /could not find order number 20/],
  ['never mind', /will not do anything/],
  ['i want to place an order', /What would you like to order/],
  ['three mugs at twenty pesos', /e-mail address/],
  ['elena dot martinez at example dot com', /elena\.martinez@example\.com: 3 mugs at 20 pesos, in total 60 pesos/],
  ['yes please', /have created order number \d/],
] as const;

const englishAppointments = [
  ['check my appointment number two', /patient's first and last name/],
  ['my name is ana martinez', /^Appointment number 2 is on .* at 11 AM, and it is scheduled\.$/],
  ['i want to book an appointment with doctor lopez', /For which day/],
  ['the day after tomorrow at eleven', /e-mail address/],
  ['maria dot rodriguez at example dot com', /for Ana Martinez with Dr\. Lopez, the day after tomorrow at 11/],
  ['yes please', /already has an appointment/],
  ['at four in the afternoon', /the day after tomorrow at 4 in the afternoon/],
  ['yes please', /have booked appointment number \d/],
  ['i want to move my appointment number two', /To which day or time/],
  ['at three in the afternoon', /going to move appointment number 2/],
  ['yes please', /have moved appointment number 2/],
  ['i want to cancel my appointment number two', /going to cancel appointment number 2 of Ana Martinez/],
  ['rather not', /will not do anything/],
  ['i want to cancel my appointment number two', /going to cancel appointment number 2/],
  ['yes please', /have cancelled appointment number 2/],
  ['i want to cancel my appointment number two', /going to cancel appointment number 2/],
  ['yes please', /was already cancelled/],
] as const;

(ready ? it : it.skip)('the seven tools of the desk are talked through by voice, in Spanish and in English, and go wrong as they should', async () => {
  const dialogues = [
    ['es-AR', 'carlos', spanishOrders],
    ['es-AR', 'carlos', spanishAppointments],
    ['en-US', 'matthew', englishOrders],
    ['en-US', 'matthew', englishAppointments],
  ] as const;
  const sounds: (readonly Int16Array[])[] = [];
  for (const [, speaker, lines] of dialogues) sounds.push(await soundsOf(speaker, lines));
  const done = await Promise.allSettled(dialogues.map(([language, speaker, lines], index) => talk(language, speaker, lines, sounds[index] ?? [])));
  expect(done.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);

  const { orders, appointments } = server.storage.serviceDesk;
  const [one, two, ...created] = await Promise.all(['1', '2', '3', '4'].map((id) => orders.get(id)));
  expect([one?.status, two?.status]).toEqual(['cancelled', 'cancelled']);
  const ordered = created.sort((a, b) => (a?.customerEmail ?? '').localeCompare(b?.customerEmail ?? ''));
  expect(ordered.map((order) => [order?.customerEmail, order?.totalCents, order?.items.map(({ name, quantity }) => `${quantity} ${name}`).join()])).toEqual([
    ['elena.martinez@example.com', 6000, '3 mugs'],
    ['juan.perez@example.com', 6000, '3 libros'],
  ]);
  // A name that verifies nothing is the one that was heard: of a synthetic voice not always the one that was said.
  const [spanish, , english] = done.map((one) => (one.status === 'fulfilled' ? one.value.toLowerCase() : ''));
  expect([english, spanish].map((heard, at) => heard?.includes(ordered[at]?.customerName.toLowerCase() ?? '?'))).toEqual([true, true]);
  expect(await orders.get('5')).toBeNull();
  // A wish that finds its time taken may have used up a number.
  const [first, second, ...others] = await Promise.all(['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => appointments.get(id)));
  const booked = others.filter((appointment) => appointment !== null);
  expect([first, second].map((appointment) => [appointment?.status, appointment?.startMs])).toEqual([
    ['cancelled', soonAt(11, 30)],
    ['cancelled', soonAt(15)],
  ]);
  expect(booked.map(({ patientName, doctorName, status, startMs }) => [patientName, doctorName, status, startMs]).sort()).toEqual([
    ['Ana Martinez', 'Dr. Lopez', 'scheduled', soonAt(16)],
    ['Ana Martínez', 'Dr. Rodríguez', 'scheduled', soonAt(16, 15)],
  ]);
}, 120_000);
