import { z } from 'zod';
import { displayRuleFile, pipingRuleFile, questionFile, questionnaireFile, quotaManagementFile, skipRuleFile } from './loading/questionnaire-file.js';

const wholeFile = questionnaireFile.extend({
  questions: z.array(questionFile).min(1).max(300),
  surveyLogic: z
    .strictObject({
      displayLogicRules: z.array(displayRuleFile).max(300).optional(),
      skipLogicRules: z.array(skipRuleFile).max(300).optional(),
      pipingRules: z.array(pipingRuleFile).max(300).optional(),
      quotaManagement: quotaManagementFile.optional(),
    })
    .optional(),
});

const literal = { type: ['string', 'number', 'boolean'] };
const conditions = { type: 'array', items: { $ref: '#/$defs/condition' }, minItems: 1 };

/** A condition has four forms; what it may mention is checked by loading. */
const condition = {
  anyOf: [
    { type: 'string', description: "e.g. q2 <= 2 AND (q3 = 'yes' OR count(q4) >= 2)" },
    {
      type: 'object',
      properties: { questionId: { type: 'string' }, operator: { type: 'string' }, value: { anyOf: [literal, { type: 'array', items: literal }, { type: 'null' }] }, logicalOperator: { enum: ['AND', 'OR'] } },
      required: ['questionId', 'operator'],
      additionalProperties: false,
    },
    { type: 'object', properties: { all: conditions, logicalOperator: { type: 'string' } }, required: ['all'], additionalProperties: false },
    { type: 'object', properties: { any: conditions, logicalOperator: { type: 'string' } }, required: ['any'], additionalProperties: false },
    { type: 'object', properties: { not: { $ref: '#/$defs/condition' }, logicalOperator: { type: 'string' } }, required: ['not'], additionalProperties: false },
    { type: 'array', items: { $ref: '#/$defs/condition' } },
  ],
};

/** JSON Schema of a questionnaire file, for editors. It says less than loading does: ids, references and types of values are checked there. */
export function questionnaireJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(wholeFile, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const meta = z.globalRegistry.get(zodSchema);
      delete jsonSchema['byLanguage'];
      delete jsonSchema['isCondition'];
      if (meta?.['byLanguage'] === true) {
        const text = { ...jsonSchema };
        for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
        jsonSchema.anyOf = [text, { type: 'object', description: 'A text for each of the file’s languages.', additionalProperties: text }];
      }
      if (meta?.['isCondition'] === true) jsonSchema.$ref = '#/$defs/condition';
    },
  });
  return { ...schema, title: 'Voiceter questionnaire', $defs: { ...schema.$defs, condition } };
}
