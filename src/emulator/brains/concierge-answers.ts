import type { BrainLanguage } from './brain-language.js';
import { fold } from './tasks/said.js';

/** What a host of holiday apartments answers; patterns match folded text. The first that fits is said. */
type Answers = readonly (readonly [about: RegExp, answer: string])[];

const team = {
  en: 'I will tell the team. What is your name, and which apartment is it?',
  es: 'Aviso ahora mismo al equipo. ¿Me dice su nombre y el apartamento?',
};

const answers: Readonly<Record<BrainLanguage, Answers>> = {
  en: [
    [/\b(?:fire|gas|smoke|hurt|injured|ambulance|accident|heart attack|emergency)\b/, 'Please call 112 first, right now. Then get to a safe place; I will tell the team.'],
    [/\b(?:code|key|keys|price|cost|available|availability|broken|does not work|doesn't work|complaint|refund)\b/, team.en],
    [/\b(?:wi-?fi|internet|password)\b/, 'The name of the wifi and its password are on the card beside the router. If they do not work, tell me your apartment, and I will ask the team.'],
    [/\b(?:check ?in|arrive|arrival|arriving)\b/, 'Arrival is from three in the afternoon on. If you come earlier or late at night, tell me, and I will ask the team.'],
    [/\b(?:check ?out|leave|leaving|departure)\b/, 'Departure is until eleven in the morning. Please leave the keys on the table and close the door.'],
    [/\b(?:luggage|suitcases?|bags?)\b/, 'You can leave your luggage at a locker near the station before arrival or after departure. Shall I ask the team for a place?'],
    [/\b(?:airport|metro|bus|train|taxi|transport|tram)\b/, 'From the airport, metro lines three and five take about twenty-five minutes to the centre; a taxi takes about twenty.'],
    [/\b(?:noise|party|smok\w*|pets?|dogs?|rules?)\b/, 'The house asks for quiet from ten at night to eight in the morning; there is no smoking inside, and no parties.'],
    [/\b(?:restaurant|eat|dinner|lunch|paella|breakfast)\b/, 'For a good paella, go to the Malvarrosa beach or to El Palmar; in the centre, the Central Market is lovely for lunch.'],
    [/\b(?:see|visit|sights?|museum|beach|what to do)\b/, 'Do not miss the City of Arts and Sciences, the Silk Exchange and the Central Market; the beach is twenty minutes away by tram.'],
  ],
  es: [
    [/\b(?:fuego|incendio|gas|humo|herid[oa]|ambulancia|accidente|infarto|emergencia)\b/, 'Llame primero al 112, ahora mismo. Después póngase a salvo; yo aviso al equipo.'],
    [/\b(?:codigo|llaves?|precio|cuesta|disponib\p{L}*|roto|rota|no funciona|queja|reembolso)\b/u, team.es],
    [/\b(?:wi-?fi|internet|contrasena|clave)\b/, 'El nombre y la clave del wifi están en la tarjeta junto al router. Si no funcionan, dígame su apartamento y pregunto al equipo.'],
    [/\b(?:llegada|llegar|llegamos|llego|entrada|check ?in)\b/, 'La entrada es a partir de las tres de la tarde. Si llega antes o muy tarde, dígamelo y pregunto al equipo.'],
    [/\b(?:salida|salir|salimos|check ?out|irnos)\b/, 'La salida es hasta las once de la mañana. Deje las llaves sobre la mesa y cierre la puerta, por favor.'],
    [/\b(?:equipaje|maletas?)\b/, 'Puede dejar las maletas en una consigna cerca de la estación, antes de la entrada o después de la salida. ¿Pregunto al equipo por un sitio?'],
    [/\b(?:aeropuerto|metro|autobus|tren|taxi|transporte|tranvia)\b/, 'Desde el aeropuerto, las líneas tres y cinco de metro tardan unos veinticinco minutos al centro; un taxi, unos veinte.'],
    [/\b(?:ruido|fiestas?|fumar|mascotas?|perros?|normas?)\b/, 'En la casa se pide silencio de diez de la noche a ocho de la mañana; no se fuma dentro y no hay fiestas.'],
    [/\b(?:restaurantes?|comer|cenar|cena|paella|desayun\p{L}*)\b/u, 'Para una buena paella, vaya a la playa de la Malvarrosa o a El Palmar; en el centro, el Mercado Central es perfecto para comer.'],
    [/\b(?:ver|visitar|museos?|playa|turismo|que hacer)\b/, 'No se pierda la Ciudad de las Artes y las Ciencias, la Lonja y el Mercado Central; la playa está a veinte minutos en tranvía.'],
  ],
};

/** What the recogniser listens for, where it has no model of free speech. */
export const conciergePhrases: readonly string[] = [
  'hola',
  'buenas tardes',
  'a qué hora es la entrada',
  'a qué hora es la salida',
  'cuál es la clave del wifi',
  'dónde dejo las maletas',
  'cómo llego desde el aeropuerto',
  'dónde podemos comer',
  'qué podemos ver en la ciudad',
  'cuáles son las normas de la casa',
  'hay fuego en la cocina',
  'huele a gas',
  'no funciona el agua',
  'muchas gracias',
  'adiós',
];

/** Whether a prompt is that of a host, who answers guests. */
export const isConcierge = (systemPrompt: string): boolean => /\b(?:concierge|virtual host|anfitriona virtual|anfitri[oó]n virtual|conserje)\b/i.test(systemPrompt);

export function conciergeAnswer(text: string, language: BrainLanguage): string | null {
  const folded = fold(text);
  return answers[language].find(([about]) => about.test(folded))?.[1] ?? null;
}
