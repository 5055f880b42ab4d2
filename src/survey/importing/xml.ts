import { ok, refuse, type Result } from '../../kernel/result.js';

/** An element of an XML document; names without their namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and texts in order. */
  readonly children: readonly (XmlElement | string)[];
}

const maxLength = 5_000_000;
const maxDepth = 64;
const maxElements = 50_000;
const entities: ReadonlyMap<string, string> = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', "'"]]);

class XmlRefusal extends Error {}

/**
 * Reads the part of XML that forms are written in: elements, attributes, text, CDATA, the five entities and character references.
 * Comments and processing instructions are passed over. A DOCTYPE, and with it every entity of one's own, is refused, as is what
 * is not well formed. Limits: 5 million characters, 64 levels, 50,000 elements.
 */
export function xmlFromText(text: string): Result<XmlElement, string> {
  if (text.length > maxLength) return refuse(`longer than ${maxLength} characters`);
  try {
    return ok(read(text));
  } catch (error) {
    if (error instanceof XmlRefusal) return refuse(error.message);
    throw error;
  }
}

interface Open {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
}

function read(text: string): XmlElement {
  const open: Open[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const fail = (problem: string): never => {
    throw new XmlRefusal(`${problem} in line ${text.slice(0, at).split('\n').length}`);
  };
  const skipTo = (end: string): void => {
    const found = text.indexOf(end, at);
    if (found < 0) fail(`no "${end}"`);
    at = found + end.length;
  };
  const add = (child: XmlElement | string): void => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(child);
    else if (typeof child === 'string') {
      if (child.trim() !== '') fail('text outside of the document');
    } else if (root !== null) fail('a second document');
    else root = child;
  };
  const tag = /<([\p{L}_][\p{L}\p{N}_.:-]*)((?:\s+[\p{L}_][\p{L}\p{N}_.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/uy;
  const closing = /<\/([\p{L}_][\p{L}\p{N}_.:-]*)\s*>/uy;

  while (at < text.length) {
    if (text.charAt(at) !== '<') {
      const found = text.indexOf('<', at);
      const end = found < 0 ? text.length : found;
      add(unescaped(text.slice(at, end), fail));
      at = end;
    } else if (text.startsWith('<!--', at)) skipTo('-->');
    else if (text.startsWith('<![CDATA[', at)) {
      const start = at + 9;
      skipTo(']]>');
      add(text.slice(start, at - 3));
    } else if (text.startsWith('<!', at)) fail('a DOCTYPE, or another declaration,');
    else if (text.startsWith('<?', at)) skipTo('?>');
    else if (text.startsWith('</', at)) {
      closing.lastIndex = at;
      const match = closing.exec(text);
      const last = open.pop();
      if (match === null || last === undefined || match[1] !== last.tag) return fail(`</${match?.[1] ?? ''}> where </${last?.tag ?? ''}> was expected`);
      at = closing.lastIndex;
      add({ name: localName(last.tag), attributes: last.attributes, children: last.children });
    } else {
      tag.lastIndex = at;
      const match = tag.exec(text);
      if (match === null) return fail('a tag that is not well formed');
      elements += 1;
      if (elements > maxElements) fail(`more than ${maxElements} elements`);
      if (open.length >= maxDepth) fail(`nested deeper than ${maxDepth} levels`);
      const attributes = attributesFrom(match[2] ?? '', fail);
      at = tag.lastIndex;
      if (match[3] === '/') add({ name: localName(match[1] ?? ''), attributes, children: [] });
      else open.push({ tag: match[1] ?? '', attributes, children: [] });
    }
  }
  if (open.length > 0) fail(`no </${open.at(-1)?.tag ?? ''}>`);
  return root ?? fail('no document');
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributesFrom(text: string, fail: (problem: string) => never): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const match of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const name = localName(match[1] ?? '');
    // Prefixes are dropped, so namespaces themselves would be in the way of attributes.
    if (/^xmlns(:|$)/.test(match[1] ?? '')) continue;
    if (attributes.has(name)) fail(`attribute "${name}" twice`);
    attributes.set(name, unescaped(match[2] ?? match[3] ?? '', fail));
  }
  return attributes;
}

const unescaped = (text: string, fail: (problem: string) => never): string =>
  text.replace(/&([^;&]{0,20};?)/g, (whole, inside: string) => {
    const name = inside.slice(0, -1);
    const entity = inside.endsWith(';') ? entities.get(name) : undefined;
    if (entity !== undefined) return entity;
    const code = /^#\d{1,7};$/.test(inside) ? Number(name.slice(1)) : /^#x[0-9a-fA-F]{1,6};$/.test(inside) ? Number.parseInt(name.slice(2), 16) : -1;
    if (code < 9 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return fail(`entity ${whole.slice(0, 20)}`);
    return String.fromCodePoint(code);
  });

/** Child elements of that name. */
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.flatMap((child) => (typeof child !== 'string' && child.name === name ? [child] : []));

/** All text inside, as it stands. */
export const textIn = (element: XmlElement): string => element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('');
