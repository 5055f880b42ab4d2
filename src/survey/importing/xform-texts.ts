import { shortened, type Findings } from './findings.js';
import { resolvedPath } from './form.js';
import { childrenOf, type XmlElement } from './xml.js';

export interface XformTexts {
  /** The default language of the form. */
  readonly language: string;
  /** The texts of a label or hint by language; places for answers as `${path}`. */
  of(element: XmlElement, base: string, findings: Findings): readonly (readonly [string, string])[];
}

const names: ReadonlyMap<string, string> = new Map([
  ['english', 'en'], ['spanish', 'es'], ['español', 'es'], ['french', 'fr'], ['français', 'fr'], ['german', 'de'], ['deutsch', 'de'], ['italian', 'it'], ['portuguese', 'pt'], ['dutch', 'nl'], ['hindi', 'hi'], ['arabic', 'ar'], ['swahili', 'sw'],
]);

/** `English (en)`, `en`, `English`; null where the tag cannot be known. */
export function languageFromHeading(heading: string): string | null {
  const code = /\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$/.exec(heading.slice(0, 200))?.[1] ?? heading.trim();
  return names.get(code.toLowerCase()) ?? (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) ? code : null);
}

/** The texts of a form: its `itext`, by language, and what stands in the body. */
export function xformTexts(model: XmlElement, findings: Findings): XformTexts {
  const byId = new Map<string, [string, XmlElement][]>();
  let main: string | null = null;
  let first: string | null = null;
  for (const itext of childrenOf(model, 'itext')) {
    for (const translation of childrenOf(itext, 'translation')) {
      const heading = translation.attributes.get('lang') ?? '';
      const language = heading === 'default' ? 'en' : languageFromHeading(heading);
      if (language === null) {
        findings.at('itext').refuse('lang', `"${shortened(heading)}" names no language`, 'a tag, such as English (en)');
        continue;
      }
      first ??= language;
      if (translation.attributes.has('default')) main ??= language;
      for (const text of childrenOf(translation, 'text')) {
        const id = text.attributes.get('id') ?? '';
        const value = childrenOf(text, 'value').find((one) => !one.attributes.has('form'));
        if (childrenOf(text, 'value').some((one) => ['image', 'audio', 'video', 'big-image'].includes(one.attributes.get('form') ?? ''))) findings.at('itext', id).refuse('media', 'pictures and sounds cannot be said', 'a text');
        if (value !== undefined) byId.set(id, [...(byId.get(id) ?? []), [language, value]]);
      }
    }
  }
  const language = main ?? first ?? 'en';
  return {
    language,
    of(element, base, here) {
      const ref = element.attributes.get('ref');
      if (ref === undefined) return [[language, withOutputs(element, base, here)]];
      const id = /^jr:itext\(\s*['"]([^'"]*)['"]\s*\)$/.exec(ref.trim())?.[1];
      const found = id === undefined ? undefined : byId.get(id);
      if (found === undefined) here.refuse('ref', `"${shortened(ref)}" names no text`, "jr:itext('id') of a text in itext");
      // The default language first, so that it is the one that others fall back to.
      return (found ?? []).map(([tag, value]): readonly [string, string] => [tag, withOutputs(value, base, here)]).sort(([a], [b]) => Number(b === language) - Number(a === language));
    },
  };
}

function withOutputs(element: XmlElement, base: string, findings: Findings): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return child;
      if (child.name !== 'output') return withOutputs(child, base, findings);
      const value = (child.attributes.get('value') ?? child.attributes.get('ref') ?? '').trim();
      if (/^(\/|\.\.?\/|current\(\)\/)[\p{L}\p{N}_./-]+$/u.test(value)) return `\${${resolvedPath(value, base)}}`;
      findings.refuse('output', `"${shortened(value)}" is calculated`, 'a path to an answer');
      return '';
    })
    .join('');
}
