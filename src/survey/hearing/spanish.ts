import type { SpokenLanguage } from './language.js';
import { spanishDateSentences, spanishDates } from './spanish-dates.js';
import { spanishQuantities, spanishQuantitySentences } from './spanish-quantities.js';
import { joinList, lowerFirst, numbered, phrases, words } from './word-lists.js';

const tens = numbered('treinta cuarenta cincuenta sesenta setenta ochenta noventa', 30, 10);
const lowest = numbered('uno dos tres cuatro cinco seis siete ocho nueve', 1);
/** "Treintaiuno", as some write it. */
const inOneWord = [...tens].flatMap(([ten, value]) => [...lowest].map(([unit, more]) => [`${ten}i${unit}`, value + more] as const));

/** "O", which is "u" before an o. */
const or = (items: readonly string[]): string => joinList(items, /^h?[oó]/i.test(items.at(-1) ?? '') ? 'u' : 'o');
const and = (items: readonly string[]): string => joinList(items, /^(h?[ií])(?!e)/i.test(items.at(-1) ?? '') ? 'e' : 'y');

/** Spanish of Spain and of America; what the server says addresses people as usted. */
export const spanish: SpokenLanguage = {
  tag: 'es',
  units: new Map([
    ...numbered(
      'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
      0,
    ),
    ['un', 1],
    ['una', 1],
    ['veintiun', 21],
    ['veintiuna', 21],
    ...inOneWord,
  ]),
  tens: new Map([['diez', 10], ['veinte', 20], ...tens]),
  tensJoiners: ['y'],
  hundred: [],
  hundreds: new Map([
    ['cien', 100],
    ...numbered('ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos', 100, 100),
    ...numbered('doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas', 200, 100),
  ]),
  hundredsJoiners: [],
  multipliers: new Map([['mil', 1000], ['k', 1000], ['millar', 1000], ['millares', 1000], ['millon', 1e6], ['millones', 1e6], ['docena', 12], ['docenas', 12]]),
  halfOf: ['medio', 'media'],
  ordinals: new Map([
    ...numbered('primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo', 1),
    ...numbered('primera segunda tercera cuarta quinta sexta septima octava novena decima', 1),
    ...numbered('1o 2o 3o 4o 5o 6o 7o 8o 9o 10o', 1),
    ...numbered('1a 2a 3a 4a 5a 6a 7a 8a 9a 10a', 1),
    ['primer', 1],
    ['tercer', 3],
    ['primeros', 1],
    ['primeras', 1],
    ['ultimo', -1],
    ['ultima', -1],
    ['ultimos', -1],
    ['ultimas', -1],
  ]),
  soundAlikes: new Map([['zero', 0], ['sinco', 5], ['seys', 6], ['hocho', 8], ['dies', 10], ['onse', 11], ['dose', 12], ['sien', 100]]),
  minus: ['menos'],
  notMinus: phrases('mas o menos|mas menos|al menos|por lo menos|cuando menos|a lo menos|ni mas ni menos|nada menos'),
  lookalikes: phrases('por ciento|por cien'),
  fractions: new Map([['y medio', 0.5], ['y media', 0.5], ['y un medio', 0.5], ['y cuarto', 0.25], ['y un cuarto', 0.25], ['y tres cuartos', 0.75]]),
  decimalPoints: ['coma', 'punto', 'con'],
  outOf: phrases('sobre|de|de un total de|de un maximo de|barra'),
  scaleWords: ['escala', 'del', 'de', 'desde'],
  rangeWords: ['a', 'al', 'hasta'],
  starWords: ['estrella', 'estrellas', 'estrellitas'],
  pronounBefore: words('cada alguno ninguno ni algun otro'),
  pronounAfter: ['de', 'mismo', 'que', 'nunca'],
  fillers: new Set(
    words(
      'un una unos unas el la los las lo yo le les te me se os doy daria dare pongo pondria pondre diria dire digo decir dijo creo pienso supongo como tal vez quizas quiza pues bueno a ver este esta esto eso ese esa eh em mm mmm hmm ah ay oh mira mire fijese seria sea es son era fue fueron que de en del al para por favor gracias muchas muchisimas solo solamente justo exactamente alrededor aproximadamente tipo con mi su tu nota calificacion puntuacion puntaje numero respuesta pregunta vale ok okey si claro bien ya ahora aqui ahi entonces realmente sinceramente honestamente francamente segura seguro definitivamente probablemente posiblemente puede ser asi casi cerca quedo quedaria voto elijo escojo tomo tengo tenemos hay he ha hace marco marque ponle pongale dele dale ponme pongame anote anota perdon disculpe senor senora senorita pon ponga ve vamos va sera mas creeria',
    ),
  ),
  lightWords: new Set(words('un una unos unas el la los las lo de del al a en con y e o u por para que su sus mi mis tu tus es son era fue se le les me nos ha han hay he ser estar esta este esto como desde cuando')),
  endings: words('es os as a o e s'),
  corrections: phrases(
    'no perdon|perdon no|no perdone|no perdona|no espera|no espere|espera no|espere no|no no|digo|no digo|quiero decir|no quiero decir|quise decir|mejor dicho|no mejor dicho|no mejor|mejor|perdon|perdone|perdona|perdoname|disculpe|disculpa|disculpame|no disculpe|no disculpa|me equivoque|no me equivoque|corrijo|correccion|rectifico|mas bien|no mas bien|en realidad|no en realidad|en realidad no|bueno no|espera|espere|espereme|esperame|aguarda|aguarde|cambielo a|cambialo a|cambielo por|cambialo por|que diga|miento|no miento|o sea|no o sea|es decir|olvidalo|olvidelo|borra eso|borre eso|no',
  ),
  retractions: phrases('no perdon|no espera|no espere|espera no|espere no|espera|espere|aguarda|aguarde|no no|no|me equivoque|no me equivoque|bueno no|en realidad no|olvidalo|olvidelo|borra eso|borre eso'),
  weakCorrections: new Set(words('perdon perdone perdona disculpe disculpa mejor digo no espera espere').concat('en realidad', 'mas bien', 'o sea', 'es decir', 'que diga')),
  negations: new Set(words('no ni nunca jamas sin tampoco excepto salvo')),
  exceptions: new Set(['menos']),
  afterNegation: new Set(words('un una el la los las son eran fueron era fue tengo le les te lo es fue sera seria doy daria pongo pondria diria digo exactamente precisamente tanto como llega a')),
  yes: phrases(
    'si|si por favor|si claro|claro|claro que si|por supuesto|por supuesto que si|desde luego|desde luego que si|dale|dale que si|dale no hay problema|como no|vale|bueno|de acuerdo|ok|okay|okey|correcto|es correcto|cierto|es cierto|asi es|asi mismo|exacto|exactamente|efectivamente|en efecto|afirmativo|sip|sep|seguro|seguro que si|obvio|obvio que si|obviamente|sin duda|sin ninguna duda|sin dudarlo|eso es|eso si|ya lo creo|creo que si|me parece que si|me parece bien|esta bien|pienso que si|supongo que si|diria que si|yo diria que si|va|sale|orale|simon|adelante|perfecto|acepto|si acepto|estoy de acuerdo|con gusto|con mucho gusto|encantado|encantada|faltaba mas|faltaria mas|no hay problema|no hay inconveniente|sin problema|sin problemas|ningun problema|ningun inconveniente|no tengo problema|no tengo inconveniente|no tengo ningun problema|no me importa|no me molesta|por que no|y por que no|tal cual|verdadero|es verdad|digame|digame usted|diga|dime|venga|listo|totalmente|absolutamente|definitivamente|definitivamente si|ciertamente|de una|ya pues|si senor|si senora|si senorita|tambien|y tanto|mhm|mm hmm|uh huh|re si|joya|buenisimo|genial|barbaro|andale|ponele que si|si po|ya po|aja|positivo|cuando quiera|cuando quieras|empecemos|empiece|empieza',
  ),
  no: phrases(
    'no|no gracias|no muchas gracias|para nada|que va|en absoluto|tampoco|yo tampoco|ni hablar|de ninguna manera|de ningun modo|de ninguna forma|nunca|jamas|nunca jamas|nada|nada de eso|nada de nada|negativo|nop|nope|nel|nones|nanay|ahora no|ahora mismo no|hoy no|todavia no|aun no|claro que no|por supuesto que no|desde luego que no|obvio que no|seguro que no|absolutamente no|definitivamente no|creo que no|me parece que no|diria que no|yo diria que no|supongo que no|pienso que no|mejor no|mejor que no|prefiero que no|bueno no|bueno pues no|pues no|la verdad no|la verdad que no|la verdad es que no|de verdad que no|ya no|falso|incorrecto|no es cierto|no es verdad|no es correcto|no es asi|no exactamente|que no|no quiero|no puedo|no me gusta|no acepto|no estoy de acuerdo|no me parece|no creo|no lo creo|no mucho|no realmente|no tanto|ni ahi|ni en pedo|ni a palos|ni en suenos|olvidate|olvidese|nah|no po|ni loco|ni loca|ni de broma|ni de chiste|ni en broma|ni muerto|no me interesa|no estoy interesado|no estoy interesada|estoy ocupado|estoy ocupada|en otro momento|otro dia|otra vez sera|no tengo tiempo|no senor|no senora|no senorita|adios|no me llame|no llame mas|no me llamen',
  ),
  yesLetters: ['s'],
  noLetters: ['n'],
  hedges: phrases('no entiendo|no entendi|no le entiendo|no le entendi|no te entiendo|no te entendi|no comprendo|no he entendido|no escucho|no le escucho|no te escucho|no escuche|no oigo|no le oigo|no te oigo|no he oido|no se oye|no se escucha|no hay de que|no pasa nada|depende|segun|quizas|quiza|tal vez|puede ser|puede que|puede que si|puede que no|a lo mejor|a veces|algunas veces|no siempre|casi|casi siempre|casi nunca|mas o menos|mas bien|regular|a medias|en parte|no del todo|del todo no|si y no|si o no|ni si ni no|solo si|siempre que|siempre y cuando|con tal|a menos que|no esta mal|no estuvo mal|no me quejo|un poco|ahora mismo|si es corta|si es corto|si es breve|si es rapido|si es rapida|si no tarda|si no dura|que si'),
  dontKnow: phrases(
    'no se|no lo se|no sabria|no sabria decir|no sabria decirle|no sabria decirte|no sabe|ni idea|no tengo idea|no tengo ni idea|ni la menor idea|ni la mas minima idea|no me acuerdo|no recuerdo|no lo recuerdo|no estoy seguro|no estoy segura|no estoy muy seguro|no estoy muy segura|no lo tengo claro|no tengo claro|no puedo decirle|no puedo decirte|no sabemos|quien sabe|vaya usted a saber|vaya a saber|vete a saber|anda a saber|que se yo|yo que se|sin opinion|no tengo opinion|no opino|no opina|es dificil decir|es dificil de decir|dificil decir|ns nc|ns / nc|nsnc|ns|lo desconozco|lo ignoro|no conozco|nunca lo he pensado|nunca lo pense',
  ),
  refused: phrases(
    'prefiero no|preferiria no|no quiero contestar|no quiero responder|no quiero decir|no quiero decirlo|no quiero decirle|no quiero decirte|no quiero opinar|no quisiera contestar|no quisiera responder|no quisiera decir|no deseo contestar|no deseo responder|no deseo decir|no voy a contestar|no voy a responder|no voy a decir|no se lo voy a decir|no te lo voy a decir|no le voy a decir|no te voy a decir|no pienso contestar|no pienso responder|no contesto|no respondo|no contesta|no responde|sin comentarios|no es asunto suyo|no es asunto tuyo|no es de su incumbencia|no es de tu incumbencia|no le importa|no te importa|que le importa|que te importa|me niego|me reservo|es privado|es personal|es confidencial|siguiente pregunta|la siguiente por favor|pasemos a la siguiente|pase a la siguiente|pasa a la siguiente|saltemos esta|saltemos|salte esta|salta esta|saltate esta|saltese esta|saltar esta|sigamos con otra|paso de contestar|paso de responder|paso de esta',
  ),
  refusalWords: new Set(words('contestar contestarla responder responderla decir decirlo decirle decirte opinar hablar pregunta esta esa este ese esto eso a de la lo le te se sobre')),
  refusedAlone: phrases('paso|pasar|pasemos|siguiente|la siguiente|salta|salte|saltar|rehuso|rechazo|nc|n c|otra pregunta|sin respuesta|ninguna respuesta'),
  alternatives: new Set(['o', 'u']),
  separators: new Set([',', ';', '&', '/', '.', '…', 'y', 'e', 'tambien', 'ademas', 'luego']),
  both: phrases('ambos|ambas|ambas cosas|ambas dos|los dos|las dos|las dos cosas|los dos por igual|uno y otro|una y otra|tanto uno como otro|tanto una como otra|las dos opciones|ambas opciones'),
  all: phrases('todos|todas|todo|todos ellos|todas ellas|todos esos|todas esas|todas las opciones|todos los anteriores|todas las anteriores|todo lo anterior|todo eso|todo todo|los tres|las tres|los cuatro|las cuatro|los cinco|las cinco|todos y cada uno'),
  none: phrases(
    'ninguno|ninguna|ningun|ninguno de ellos|ninguna de ellas|ninguno de esos|ninguna de esas|ninguno de estos|ninguna de estas|ninguno de los anteriores|ninguna de las anteriores|ninguna de las opciones|ninguna opcion|ninguno de los dos|ninguna de las dos|ninguna de las tres|ninguno de los tres|ni uno ni otro|ni una ni otra|ni uno ni el otro|ni una ni la otra|ni el uno ni el otro|ni la una ni la otra|ni lo uno ni lo otro|nada|nada de eso|nada de nada|nada en absoluto|nada en particular|ningun problema|sin problemas',
  ),
  optionWords: new Set(words('opcion numero respuesta alternativa eleccion')),
  quantities: spanishQuantities,
  dates: spanishDates,
  say: {
    ...spanishQuantitySentences,
    ...spanishDateSentences,
    nothingHeard: 'No escuché ninguna respuesta.',
    oneNumber: (min, max) => `Por favor, diga un solo número entero del ${min} al ${max}.`,
    notOnScale: (heard, min, max) => `${heard} no está en la escala. Por favor, diga un número del ${min} al ${max}.`,
    otherScale: (min, max) => `Eso parece de otra escala. Por favor, diga un número del ${min} al ${max}.`,
    whichNumber: (heard) => `Entendí ${and(heard)}. ¿Cuál de esos números elegiría?`,
    yesOrNo: 'Por favor, responda sí o no.',
    notAnOption: (options) => `Esa no es una de las respuestas. Puede decir ${or(options)}.`,
    whichOption: (options) => `¿Quiso decir ${or(options)}?`,
    whichOptions: 'Por favor, diga otra vez todas las respuestas que correspondan.',
    sayAgain: 'Por favor, diga otra vez qué respuesta le parece la más adecuada.',
    exclusive: (none) => `«${none}» no puede ir junto con otras respuestas. ¿Cuál es la correcta?`,
    atMost: (count) => (count === 1 ? 'Por favor, elija solo una.' : `Por favor, elija ${count} como máximo.`),
    atLeast: (count) => (count === 1 ? 'Por favor, elija al menos una.' : `Por favor, elija al menos ${count}.`),
    shorter: 'Fue una respuesta un poco larga. Por favor, dígame lo principal en pocas frases.',
    tooLong: 'Fue una respuesta un poco larga.',
    inWords: 'Por favor, dígalo con sus propias palabras.',
    scale: (min, minLabel, max, maxLabel) =>
      `Por favor, responda con un número del ${min} al ${max}${
        minLabel === null || maxLabel === null ? '' : `, donde ${min} significa ${lowerFirst(minLabel)} y ${max} significa ${lowerFirst(maxLabel)}`
      }.`,
    options: (options, several) => `${several ? 'Puede elegir más de una' : 'Las respuestas son'}: ${or(options)}.`,
    whatElse: '¿Cuál sería?',
    listOr: or,
    listAnd: and,
    labels: {
      yes: 'Sí',
      no: 'No',
      other: 'Otra cosa',
      none: 'Ninguna de estas',
      nothing: 'Nada elegido',
      dontKnow: 'No sabe',
      refused: 'Prefiere no decirlo',
      noResponse: 'Sin respuesta',
      played: 'Reproducido',
    },
  },
};
