/** Why a document was not taken. */
export type UploadRefusalCode =
  | 'not_pdf'
  | 'too_large'
  | 'truncated'
  | 'encrypted'
  | 'damaged'
  | 'no_pages'
  | 'no_text'
  | 'too_many_pages'
  | 'too_much_text'
  | 'too_complex'
  | 'too_slow'
  | 'full'
  | 'busy'
  | 'abandoned'
  | 'closed';

/** For the person who sent the file. */
export interface UploadRefusal {
  readonly code: UploadRefusalCode;
  /** What was wrong. */
  readonly message: string;
  /** What would be right. */
  readonly advice: string;
}

/** What one document may be. */
export interface DocumentLimits {
  /** Default 10 MB (10 × 1024 × 1024). */
  readonly maxBytes: number;
  /** Default 1000. */
  readonly maxPages: number;
  /** Of its text. Default 5,000,000. */
  readonly maxCharacters: number;
  /** Longest time for reading it. Default 30 s. */
  readonly readTimeoutMs: number;
}

export const documentLimits: DocumentLimits = { maxBytes: 10 * 1024 * 1024, maxPages: 1000, maxCharacters: 5_000_000, readTimeoutMs: 30_000 };

/** 10,000. Not by `toLocaleString`: its first call holds the process up for 50 ms. */
const whole = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** The refusal in words. `found` is the size in bytes of what is too large, the pages of what has too many. */
export function uploadRefusal(code: UploadRefusalCode, limits: DocumentLimits = documentLimits, found = 0): UploadRefusal {
  const of = (message: string, advice: string): UploadRefusal => ({ code, message, advice });
  switch (code) {
    case 'not_pdf':
      return of('The file is not a PDF: its content does not begin as one.', 'Send a PDF document.');
    case 'too_large':
      return of(`The file is larger than ${megabytes(limits.maxBytes)} MB.`, `Send a PDF of at most ${megabytes(limits.maxBytes)} MB, for instance in parts.`);
    case 'truncated':
      return of('The PDF is not whole: its end is missing.', 'Export or download the document again, and send it once more.');
    case 'encrypted':
      return of('The PDF is protected by a password.', 'Send a copy without password protection.');
    case 'damaged':
      return of('The PDF is damaged and cannot be read.', 'Export the document again, and send it once more.');
    case 'no_pages':
      return of('The PDF has no pages.', 'Send a PDF with at least one page of text.');
    case 'no_text':
      return of('The PDF holds no text: it is empty, or its pages are pictures.', 'Send a PDF whose text can be selected; scanned pages must go through text recognition (OCR) first.');
    case 'too_many_pages':
      return of(`The PDF has ${whole(found)} pages; at most ${whole(limits.maxPages)} are allowed.`, `Send it in parts of at most ${whole(limits.maxPages)} pages.`);
    case 'too_much_text':
      return of(`The PDF holds more than ${whole(limits.maxCharacters)} characters of text.`, 'Send it in smaller parts.');
    case 'too_complex':
      return of('The PDF unfolds to more memory than may be used for one document.', 'Export the document again in a simpler form ("print to PDF"), or send it in smaller parts.');
    case 'too_slow':
      return of(`The PDF could not be read within ${whole(limits.readTimeoutMs / 1000)} seconds.`, 'Export the document again in a simpler form ("print to PDF"), or send it in smaller parts.');
    case 'full':
      return of('There is no room for more documents.', 'Delete documents that are no longer needed, then send this one again.');
    case 'busy':
      return of('Other documents are being read.', 'Send this one again in a minute.');
    case 'abandoned':
      return of('The connection was closed before the document was stored.', 'Send the document again.');
    case 'closed':
      return of('The server is stopping.', 'Send the document again in a minute.');
  }
}

const megabytes = (bytes: number): number => Math.round((bytes / (1024 * 1024)) * 10) / 10;
