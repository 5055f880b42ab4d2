import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { bookletPages, pdfOf } from '../support/pdfs.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';

/* Every assistant that is shipped, by text, in its languages, with the emulator's own brains. The service desk by voice: test/alone/service-desk-dialogues. */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
});
afterAll(async () => {
  expect(server.sessions.count).toBe(0);
  await server.stop();
  expect(server.emulator?.openStreams).toBe(0);
});

interface Talk {
  readonly caller: VoiceCaller;
  /** Says it, and waits until these words are announced; gives the whole sentence. */
  ask(text: string, words: string): Promise<string>;
  hears(words: string): Promise<string>;
  end(): Promise<void>;
}

async function talk(personaId: string, language: string, details: Record<string, string> = {}): Promise<Talk> {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { personaId, language, details });
  expect(await caller.next('session:ready')).toMatchObject({ language, assistant: { personaId } });
  const hears = async (words: string): Promise<string> => (await caller.next('transcription:assistant', ({ isFinal, text }) => !isFinal && text.includes(words))).text;
  return {
    caller,
    hears,
    ask(text, words) {
      caller.send('text:message', { text });
      return hears(words);
    },
    async end() {
      caller.send('session:end', {});
      expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'abandoned', totalQuestions: 0, surveyAnswers: [] });
      expect(await server.storage.sessions.get(caller.sessionId)).toMatchObject({ agent: 'assistant', questionnaireId: personaId, language, status: 'abandoned', disposition: 'user_ended' });
      expect(caller.received.filter(({ event }) => event === 'error')).toEqual([]);
      caller.close();
    },
  };
}

const personaId = 'lesson-tutor';

it('the lesson tutor teaches, judges, and goes on another day and in another language where the student was', async () => {
  const first = await talk(personaId, 'en-US', { courseId: 'water-cycle', studentId: 'ana' });
  await first.hears('Shall we begin the lesson?');
  await first.ask('Yes, please.', 'What makes the water evaporate?');
  await first.ask('The wind.', 'Not quite.');
  await first.hears('What makes the water evaporate?');
  await first.ask('The heat of the sun.', 'That is right, well done!');
  await first.hears('What are clouds made of?');
  await first.end();
  expect(await server.storage.lessonProgress.get('ana', 'water-cycle')).toMatchObject({ steps: { evaporation: { understood: true } } });

  const second = await talk(personaId, 'es-US', { courseId: 'water-cycle', studentId: 'ana' });
  await second.hears('¿Empezamos la lección?');
  await second.ask('Sí.', '¿De qué están hechas las nubes?');
  await second.ask('De gotitas de agua.', '¡Muy bien, es correcto!');
  await second.hears('¿Por qué cae la lluvia?');
  await second.end();
  expect((await server.storage.lessonProgress.get('ana', 'water-cycle'))?.steps).toMatchObject({ evaporation: { understood: true }, condensation: { understood: true } });
});

it('the document assistant answers from what was uploaded, with page, and says when it is not in there', async () => {
  const form = new FormData();
  form.append('pdfFile', new Blob([new Uint8Array(await pdfOf(bookletPages))], { type: 'application/pdf' }), 'Manual.pdf');
  await fetch(`${server.url}/api/upload`, { method: 'POST', body: form });
  const listed = async () => ((await (await fetch(`${server.url}/api/documents`)).json()) as { documents: { state: string }[] }).documents;
  await eventually(listed, ([one]) => one?.state === 'ready');

  const spanish = await talk('documents', 'es-US');
  await spanish.hears('Pregúnteme lo que quiera sobre los documentos subidos.');
  await spanish.ask('¿Cuántos días tengo para devolver un producto?', 'treinta días');
  await spanish.hears('Está en Manual.pdf, página 1.');
  await spanish.ask('¿Cuál es la capital de Mongolia?', 'documentos');
  await spanish.end();

  const english = await talk('documents', 'en-US');
  await english.hears('Ask me anything about the uploaded documents.');
  await english.ask('Which documents are there?', 'There is one document: Manual.pdf.');
  await english.end();
});

it('Sandra answers guests, and sends them to 112 first when somebody is in danger', async () => {
  const spanish = await talk('sandra', 'es-ES');
  await spanish.hears('soy Sandra, su anfitriona');
  await spanish.ask('¿A qué hora es la salida?', 'once de la mañana');
  await spanish.ask('¡Hay fuego en la cocina!', '112');
  await spanish.end();
  const english = await talk('sandra', 'en-GB');
  await english.hears('this is Sandra');
  await english.ask('How do I get there from the airport?', 'metro lines three and five');
  await english.end();
});

it('Carlos tells nobody about an order who has not said whose it is', async () => {
  await server.storage.serviceDesk.orders.create({ customerName: 'Juan Pérez', customerEmail: 'juan.perez@email.com', customerDni: '12345678', items: [{ name: 'Teclado', quantity: 2, priceCents: 2599, description: '' }] });
  const one = await talk('carlos', 'es-AR');
  await one.hears('Hola, soy Carlos.');
  await one.ask('Quiero consultar el pedido número 1.', 'DNI');
  await one.ask('99999999', '');
  await one.ask('12345678', 'pendiente');
  await one.end();
  const said = one.caller.received.flatMap((envelope) => (envelope.event === 'transcription:assistant' ? [envelope.data.text] : []));
  expect(said.slice(0, said.findIndex((text) => text.includes('pendiente'))).join(' ')).not.toMatch(/Juan|Teclado|51[.,]98/);
});
