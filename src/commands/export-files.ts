import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { createCsvWriter } from '../survey/exporting/csv.js';
import type { Codebook } from '../survey/exporting/codebook.js';
import type { ExportedInterview } from '../survey/exporting/exported-interview.js';
import { createJsonWriter } from '../survey/exporting/json.js';
import type { RowWriter } from '../survey/exporting/row-writer.js';
import { createSpssWriter } from '../survey/exporting/spss.js';
import { createTripleSWriter } from '../survey/exporting/triple-s.js';

export const exportFormats = ['csv', 'json', 'jsonl', 'sps', 'triple-s'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportFilesOptions {
  readonly format: ExportFormat;
  /** A directory, made when missing, or the path of the file: with a dot in its last part that is no directory yet. */
  readonly out: string;
  readonly labels: boolean;
  readonly byteOrderMark: boolean;
  /** ISO 8601. */
  readonly writtenAt: string;
}

export interface WrittenFiles {
  /** The data first; beside them the file that describes them, for formats of two. */
  readonly files: readonly string[];
  readonly rows: number;
}

/** How the files of a format end: the data, and what describes them. */
const endings: Readonly<Record<ExportFormat, readonly [data: string, description: string | null]>> = {
  csv: ['.csv', null],
  json: ['.json', null],
  jsonl: ['.jsonl', null],
  sps: ['.dat', '.sps'],
  'triple-s': ['.csv', '.xml'],
};

/** Characters that are gathered before they are written. */
const chunkChars = 64 * 1024;

/**
 * Writes the interviews as they come, under names of their own first: the files appear whole or not at all, and files of before
 * stay until then.
 */
export async function writeExport(codebook: Codebook, interviews: AsyncIterable<ExportedInterview>, options: ExportFilesOptions): Promise<WrittenFiles> {
  const [dataEnding, descriptionEnding] = endings[options.format];
  const { directory, stem } = await placeOf(options.out, [dataEnding, descriptionEnding], nameOf(codebook));
  const named = (ending: string): string => (descriptionEnding === null ? stem : `${stem}${ending}`);
  await mkdir(directory, { recursive: true });
  const dataName = named(dataEnding);
  const { writer, describe } = writerOf(codebook, options, dataName);
  const made: (readonly [temporary: string, final: string])[] = [];
  const begin = (name: string): string => {
    const temporary = join(directory, `.${name}.${process.pid}.tmp`);
    made.push([temporary, join(directory, name)]);
    return temporary;
  };
  try {
    await writeRows(begin(dataName), writer, interviews);
    if (descriptionEnding !== null && describe !== null) await writeText(begin(named(descriptionEnding)), describe());
    for (const [temporary, final] of made) await rename(temporary, final);
    return { files: made.map(([, final]) => final), rows: writer.rows };
  } catch (thrown) {
    for (const [temporary] of made) await rm(temporary, { force: true });
    throw thrown;
  }
}

function writerOf(codebook: Codebook, { format, labels, byteOrderMark, writtenAt }: ExportFilesOptions, dataName: string): { readonly writer: RowWriter; readonly describe: (() => string) | null } {
  switch (format) {
    case 'csv':
      return { writer: createCsvWriter(codebook, { labels, byteOrderMark }), describe: null };
    case 'json':
    case 'jsonl':
      return { writer: createJsonWriter({ lines: format === 'jsonl' }), describe: null };
    case 'sps': {
      const writer = createSpssWriter(codebook);
      return { writer, describe: () => writer.syntax(dataName) };
    }
    case 'triple-s': {
      const writer = createTripleSWriter(codebook);
      return { writer, describe: () => writer.metadata(dataName, writtenAt) };
    }
  }
}

async function writeRows(file: string, writer: RowWriter, interviews: AsyncIterable<ExportedInterview>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    let chunk = writer.head();
    for await (const interview of interviews) {
      chunk += writer.row(interview);
      if (chunk.length < chunkChars) continue;
      await handle.writeFile(chunk);
      chunk = '';
    }
    await handle.writeFile(chunk + writer.tail());
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeText(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Ids and versions may hold what file names may not. */
const nameOf = ({ questionnaireId, version }: Codebook): string => `${questionnaireId}-${version}`.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_');

/** Where the files go; `stem` is the whole name for formats of one file. */
async function placeOf(out: string, [dataEnding, descriptionEnding]: readonly [string, string | null], name: string): Promise<{ readonly directory: string; readonly stem: string }> {
  const isDirectory = out.endsWith('/') || extname(out) === '' || (await stat(out).then((found) => found.isDirectory(), () => false));
  const whole = descriptionEnding === null;
  if (isDirectory) return { directory: out, stem: whole ? `${name}${dataEnding}` : name };
  return { directory: dirname(out), stem: whole ? basename(out) : basename(out, extname(out)) };
}
