import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** The floors of docs/ARCHITECTURE.md, lowest first. A file may import from lower floors and from its own room only. */
const floors: readonly (readonly string[])[] = [
  ['kernel'],
  ['audio', 'telemetry', 'config.ts'],
  ['survey', 'storage', 'knowledge'],
  ['conversation'],
  ['sessions', 'agents', 'models', 'emulator'],
  ['transports'],
  ['interviews.ts', 'assistants.ts', 'doors.ts'],
  ['voiceter.ts'],
  ['main.ts', 'commands'],
];

interface Import {
  readonly from: string;
  /** A path below the root for our own files, else the package as written. */
  readonly to: string;
  readonly own: boolean;
  readonly dynamic: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));

function filesBelow(directory: string): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** Every import of a file, type-only and dynamic ones too, read from its syntax tree. */
function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, dynamic: boolean): void => {
    const own = specifier.startsWith('.');
    const to = own ? normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts') : specifier;
    found.push({ from: file, to, own, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      add(node.argument.literal.text, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      add(argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '(computed)', true);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

const roomOf = (file: string): string => file.split('/')[1] ?? '';
const floorOf = (file: string): number => floors.findIndex((rooms) => rooms.includes(roomOf(file)));

/** The one arrow between rooms of a floor: the emulator speaks the model's vocabulary, and takes nothing else from there. */
const vocabulary = 'src/models/nova-sonic/wire.ts';
const isVocabulary = ({ from, to }: Import): boolean => roomOf(from) === 'emulator' && to === vocabulary;

function upwardArrows(imports: readonly Import[]): string[] {
  return imports
    .filter((one) => !isVocabulary(one))
    .filter(({ from, to, own }) => own && to.startsWith('src/') && roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from))
    .map(({ from, to }) => `${from} → ${to}`);
}

function rings(imports: readonly Import[]): string[] {
  const graph = new Map<string, string[]>();
  for (const { from, to, own } of imports) if (own) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at !== -1) return void found.push([...trail.slice(at), file].join(' → '));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

const source = filesBelow('src');
const sourceImports = source.flatMap((file) => importsOf(file));
const offenders = (wrong: (one: Import) => boolean, among = sourceImports): string[] => among.filter(wrong).map(({ from, to }) => `${from} → ${to}`);

describe('the floors', () => {
  it('has a floor for every room', () => {
    expect([...new Set(source.map(roomOf))].filter((room) => !floors.flat().includes(room))).toEqual([]);
  });
  it('lets arrows run down only', () => {
    expect(upwardArrows(sourceImports)).toEqual([]);
  });
  it('has no ring of files', () => {
    expect(rings(sourceImports)).toEqual([]);
  });
  it('would name both files of an upward arrow and of a ring, type-only or not', () => {
    const up = importsOf('src/kernel/a.ts', `import type { X } from '../storage/b.js';`);
    const round = [...importsOf('src/kernel/a.ts', `export { x } from './b.js';`), ...importsOf('src/kernel/b.ts', `type T = import('./a.js').T;`)];
    expect(upwardArrows(up)).toEqual(['src/kernel/a.ts → src/storage/b.ts']);
    expect(rings(round)).toEqual(['src/kernel/a.ts → src/kernel/b.ts → src/kernel/a.ts']);
  });
});

describe('the nevers', () => {
  const packages = (...names: string[]) => (one: Import) => !one.own && names.some((name) => one.to === name || one.to.startsWith(`${name}/`));
  const inRoom = (one: Import, ...rooms: string[]): boolean => rooms.some((room) => one.from.startsWith(`src/${room}`));

  it('conversation knows no socket, SDK, database or question', () => {
    expect(offenders((one) => inRoom(one, 'conversation/') && (packages('socket.io', 'ws', 'express', '@aws-sdk', '@smithy', 'dynalite')(one) || /src\/(survey|storage)\//.test(one.to)))).toEqual([]);
  });
  it('the emulator takes only the event vocabulary from the model client', () => {
    expect(offenders((one) => inRoom(one, 'emulator/') && one.to.startsWith('src/models/') && !isVocabulary(one))).toEqual([]);
  });
  it('only voiceter.ts and the emulator itself import the emulator', () => {
    expect(offenders((one) => one.to.startsWith('src/emulator/') && !inRoom(one, 'emulator/', 'voiceter.ts'))).toEqual([]);
  });
  it('the survey imports nothing but the kernel, zod and a hash', () => {
    expect(offenders((one) => inRoom(one, 'survey/') && !(one.own && /^src\/(survey|kernel)\//.test(one.to)) && !packages('zod', 'node:crypto')(one))).toEqual([]);
  });
  it('the AWS SDK stays in storage, knowledge and the model client', () => {
    expect(offenders((one) => packages('@aws-sdk')(one) && !inRoom(one, 'storage/', 'knowledge/', 'models/nova-sonic/'))).toEqual([]);
  });
  it('the page takes only types, and only of the voiceter wire, from the server', () => {
    const wrong = filesBelow('public').flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const fromServer = importsOf(file, text).filter(({ to }) => to.startsWith('src/'));
      return fromServer.filter(({ to }) => to !== 'src/transports/dialects/voiceter/wire.ts' || /import\s+\{[^}]*\}\s+from\s+'[^']*voiceter\/wire/.test(text));
    });
    expect(wrong).toEqual([]);
  });
  it('the environment is read in config.ts only', () => {
    expect(source.filter((file) => file !== 'src/config.ts' && readFileSync(join(root, file), 'utf8').includes('process.env'))).toEqual([]);
  });
  it('dynamic imports are for optional packages, one place each', () => {
    expect(offenders((one) => one.dynamic && one.to !== '@echogarden/espeak-ng-emscripten' && one.to !== '@roamhq/wrtc')).toEqual([]);
  });
  it('no module holds mutable state', () => {
    expect(source.filter((file) => /^(export )?let /m.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
  it('no file is the one that does everything', () => {
    expect(source.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 500)).toEqual([]);
  });
});
