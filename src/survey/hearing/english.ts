import { englishDateSentences, englishDates } from './english-dates.js';
import { englishQuantities, englishQuantitySentences } from './english-quantities.js';
import type { SpokenLanguage } from './language.js';
import { joinList, lowerFirst, numbered, phrases, words } from './word-lists.js';

/** English of any country. */
export const english: SpokenLanguage = {
  tag: 'en',
  units: numbered(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    0,
  ),
  tens: numbered('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
  tensJoiners: [],
  hundred: ['hundred'],
  hundreds: new Map(),
  hundredsJoiners: ['and'],
  multipliers: new Map([['thousand', 1000], ['k', 1000], ['grand', 1000], ['million', 1e6], ['millions', 1e6], ['billion', 1e9], ['dozen', 12]]),
  halfOf: phrases('half a|half of a'),
  ordinals: new Map([
    ...numbered('first second third fourth fifth sixth seventh eighth ninth tenth', 1),
    ...numbered('1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th', 1),
    ['last', -1],
  ]),
  soundAlikes: new Map([['oh', 0], ['o', 0], ['won', 1], ['to', 2], ['too', 2], ['tree', 3], ['for', 4], ['fore', 4], ['ate', 8], ['tan', 10], ['tin', 10]]),
  minus: ['minus', 'negative'],
  notMinus: ['plus or minus'],
  lookalikes: [],
  fractions: new Map([['and a half', 0.5], ['half', 0.5], ['and a quarter', 0.25], ['and three quarters', 0.75]]),
  decimalPoints: ['point'],
  outOf: phrases('out of|over|of|from|slash'),
  scaleWords: ['scale'],
  rangeWords: ['to', 'through'],
  starWords: ['star', 'stars'],
  pronounBefore: words('this that the which no any every each some good bad hard tough easy other'),
  pronounAfter: ['of', 'thing', 'moment', 'second', 'sec'],
  fillers: new Set(
    words(
      'a an the i id ill im ive we would will say said it its is was be um uh uhm er erm hmm mm ah well so like about around maybe perhaps probably possibly think guess suppose give gave them that this these those my our answer rating score number question please just oh ok okay yes yeah yep right thanks thank you definitely certainly honestly really rate put go with me see let lets call make do did just then here there now sure as sorry',
    ),
  ),
  lightWords: new Set(words('a an the of to in my our your it its is was were are be at on for with or and i we id im you they there had have has been by from as that this too')),
  endings: words('ing ed es s e'),
  corrections: phrases(
    'no wait|wait no|no sorry|sorry no|no i mean|no i meant|i mean|i meant|no make that|make that|scratch that|correction|or rather|actually no|no actually|no make it|make it|change that to|change it to|hang on|wait|sorry|actually|rather|no',
  ),
  retractions: phrases('no wait|wait no|actually no|no actually|scratch that|hang on|wait|no'),
  weakCorrections: new Set(['actually', 'sorry', 'no', 'rather', 'make it', 'i mean', 'wait', 'hang on']),
  negations: new Set(words('not never isnt wasnt arent werent dont didnt doesnt except without')),
  exceptions: new Set(),
  afterNegation: new Set(words('a an the really quite exactly even')),
  yes: phrases(
    'yes please|yes|yeah|yep|yup|yah|ya|sure|okay|ok|of course|certainly|absolutely|definitely|totally|indeed|correct|thats right|right|true|affirmative|uh huh|mm hmm|mhm|i do|i did|i was|i am|i have|i would|i will|i agree|agreed|i consent|i accept|i think so|i guess so|i suppose so|i believe so|it was|it did|they did|we did|we were|please do|go ahead|go on|fine|thats fine|sounds good|why not|dont see why not|i dont see why not|i dont mind|do not mind|i do not mind|no problem|no worries|no objection|not a problem|dont mind|happy to|lets do it|lets go|by all means|no doubt|without a doubt|no question',
  ),
  no: phrases(
    'no thank you|no thanks|no|nope|nah|not really|not at all|not now|not today|not yet|never|negative|false|incorrect|i dont|i didnt|i did not|i do not|i was not|i wasnt|i am not|im not|i havent|i have not|i wouldnt|i would not|it wasnt|it was not|it didnt|they didnt|they did not|we didnt|nobody|not|dont|didnt|absolutely not|certainly not|definitely not|of course not|no way|disagree|not interested|wrong|not right now|i dont think so|i do not think so|dont think so|i guess not|i think not|cant|cannot|can not|wont|will not|couldnt|busy|i am busy|im busy|another time|stop|goodbye|leave me alone|do not call|dont call',
  ),
  yesLetters: ['y'],
  noLetters: ['n'],
  hedges: phrases('depends|depending|right now|only if|unless|sometimes|sort of|kind of|half|maybe|perhaps|partly|yes and no|yes or no|not bad|not too bad|cant complain|cannot complain'),
  dontKnow: phrases(
    'dont know|do not know|dont really know|dunno|not sure|unsure|not certain|no idea|no opinion|no clue|havent a clue|cant say|cannot say|couldnt say|could not say|cant remember|dont remember|do not remember|cant recall|dont recall|hard to say|have no view|never thought about it',
  ),
  refused: phrases(
    'prefer not|rather not|no comment|none of your business|dont want to answer|dont want to say|do not want to answer|do not want to say|dont wish to|not going to answer|not going to say|wont answer|wont say|refuse to|decline to|skip this|skip that|skip the question|skip it|next question|move on',
  ),
  refusedAlone: phrases('skip|pass|refused|refuse|decline|next|no answer'),
  separators: new Set([',', ';', '&', '/', '.', '…', 'and', 'plus', 'also', 'then']),
  both: phrases('both|both of them|both of those|both of these'),
  all: phrases('all|all of them|all of those|all of these|all of the above|everything|every one of them|all three|all four|all five'),
  none: phrases('none|none of them|none of these|none of those|none of the above|neither|neither of them|neither of those|nothing|nothing at all|nothing really|no problems|no problem|not any|not any of them'),
  optionWords: new Set(words('option number choice answer item')),
  quantities: englishQuantities,
  dates: englishDates,
  say: {
    ...englishQuantitySentences,
    ...englishDateSentences,
    nothingHeard: 'I did not catch an answer.',
    oneNumber: (min, max) => `Please give me one whole number from ${min} to ${max}.`,
    notOnScale: (heard, min, max) => `${heard} is not on the scale. Please give me a number from ${min} to ${max}.`,
    otherScale: (min, max) => `That sounds like another scale. Please give me a number from ${min} to ${max}.`,
    whichNumber: (heard) => `I heard ${joinList(heard, 'and')}. Which one number would you choose?`,
    yesOrNo: 'Please answer with yes or no.',
    notAnOption: (options) => `That is not one of the answers. You can say ${joinList(options, 'or')}.`,
    whichOption: (options) => `Did you mean ${joinList(options, 'or')}?`,
    whichOptions: 'Please tell me once more all the answers that apply.',
    sayAgain: 'Please say once more which answer fits best.',
    exclusive: (none) => `"${none}" cannot go together with other answers. Which of them is right?`,
    atMost: (count) => (count === 1 ? 'Please choose only one.' : `Please choose at most ${count}.`),
    atLeast: (count) => (count === 1 ? 'Please choose at least one.' : `Please choose at least ${count}.`),
    shorter: 'That was a little long. Please give me the main point in a few sentences.',
    tooLong: 'That was a little long.',
    inWords: 'Please tell me in your own words.',
    scale: (min, minLabel, max, maxLabel) =>
      `Please answer with a number from ${min} to ${max}${
        minLabel === null || maxLabel === null ? '' : `, where ${min} means ${lowerFirst(minLabel)} and ${max} means ${lowerFirst(maxLabel)}`
      }.`,
    options: (options, several) => `${several ? 'You can choose more than one' : 'The answers are'}: ${joinList(options, 'or')}.`,
    whatElse: 'What would that be?',
    listOr: (items) => joinList(items, 'or'),
    listAnd: (items) => joinList(items, 'and'),
    labels: {
      yes: 'Yes',
      no: 'No',
      other: 'Something else',
      none: 'None of these',
      nothing: 'Nothing chosen',
      dontKnow: 'Does not know',
      refused: 'Prefers not to say',
      noResponse: 'No answer',
      played: 'Played',
    },
  },
};
