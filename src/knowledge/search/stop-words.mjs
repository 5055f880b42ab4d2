/** @typedef {'en' | 'es'} TextLanguage The languages in which documents are searched by the stems of their words. */

/** @param {string} text @returns {ReadonlySet<string>} */
const words = (text) => new Set(text.trim().split(/\s+/));

/**
 * Words that say nothing about the subject of a text: by them its language is told. Accents folded.
 * @type {Readonly<Record<TextLanguage, ReadonlySet<string>>>}
 */
export const functionWords = {
  en: words(`a about above after again against all am an and any are as at be because been before being below between both but by can could did do
    does doing down during each few for from further had has have having he her here hers herself him himself his how i if in into is it its itself
    just me more most my myself no nor not now of off on once only or other our ours ourselves out over own same shall she should so some such than
    that the their theirs them themselves then there these they this those through to too under until up upon very was we were what when where which
    while who whom why will with within without would you your yours yourself yourselves`),
  es: words(`a al algo algun alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aqui asi aun aunque cada como con contra cual
    cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde donde dos durante e el ella ellas ello ellos en entre era eran eres es esa esas
    ese eso esos esta estaba estan estar estas este esto estos estoy fue fueron ha habia hace hacia han hasta hay he i la las le les lo los mas me mi
    mia mias mientras mio mios mis mucha muchas mucho muchos muy nada ni no nos nosotras nosotros nuestra nuestras nuestro nuestros o os otra otras
    otro otros para pero poco por porque pues que quien quienes se sea segun ser si sido sin sino so sobre son su sus suya suyo tal tambien tampoco
    tan tanto te tenia ti tiene tienen toda todas todo todos tras tu tus tuya tuyo u un una unas uno unos usted ustedes vosotros vuestra vuestro y ya yo`),
};

/**
 * Words with which people ask, and which documents need not hold to answer. Accents folded.
 * @type {Readonly<Record<TextLanguage, ReadonlySet<string>>>}
 */
export const askingWords = {
  en: words(`anything document documents explain find get gets getting give go going got happens happen hello help hi know let like look many may mean might
    much must need needs ok okay please question say says see something tell thank thanks thing things want wants whether wondering im id ive youre theyre dont doesnt didnt cant isnt arent wont whats thats hows whos wheres lets theres`),
  es: words(`ayuda ayudame buenas buenos busca buscar conocer cosa cosas cuentame dame debo decir decirme deseo dice dicen dime documento documentos
    encontrar explica explicame explicar favor gracias gustaria hola necesito pasa preguntar pregunta puede pueden puedo podria podrias puedes querer
    queria quiero quisiera saber sabes tener tengo tenemos tienes hacer hago da dan dar`),
};
