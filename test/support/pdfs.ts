import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

/** A PDF with a page of text for each; blank texts make blank pages. */
export function pdfOf(pages: readonly string[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const document = new PDFDocument({ autoFirstPage: false, ...options });
    const pieces: Buffer[] = [];
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', () => resolve(Buffer.concat(pieces)));
    for (const text of pages) {
      document.addPage();
      if (text !== '') document.fontSize(11).text(text);
    }
    document.end();
  });
}

/** A PDF of one page, by hand: its content is this, deflated. */
export function pdfWithContent(content: Buffer): Buffer {
  const stream = deflateSync(content);
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    Buffer.concat([Buffer.from(`<</Length ${stream.length}/Filter/FlateDecode>>\nstream\n`), stream, Buffer.from('\nendstream')]),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  return fileOf(objects);
}

/** A small file that says it has so many pages: one, again and again. */
export const pdfWithPages = (count: number): Buffer =>
  fileOf(['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${'3 0 R '.repeat(count)}]/Count ${count}>>`, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>']);

function fileOf(objects: readonly (string | Buffer)[]): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = 9;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    at += piece.length;
  };
  objects.forEach((object, index) => {
    offsets.push(at);
    add(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]));
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  add(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(pieces);
}

const topics = ['travel', 'equipment', 'parking', 'canteen', 'security', 'printing', 'meeting rooms', 'visitors', 'keys', 'laundry'];
const filler = (page: number): string =>
  `Chapter ${page}. This chapter describes the rules for ${topics[page % topics.length] ?? ''} in building ${page}. Staff follow the notices on each floor. ` +
  `Questions about ${topics[page % topics.length] ?? ''} go to the front desk of building ${page}, which is open from Monday to Friday. `.repeat(4);

/** A handbook in English of 200 pages; what people ask for stands on a few of them. */
export const handbookPages: readonly string[] = Array.from({ length: 200 }, (_, index) => {
  const page = index + 1;
  if (page === 37) return 'Parental leave. New fathers and mothers receive sixteen weeks of paid parental leave. The leave begins on the day of birth or adoption. ' + filler(page);
  if (page === 120) return 'Dental coverage. The dental plan reimburses eighty percent of orthodontic treatment, up to 1,500 euros for each family member. ' + filler(page);
  return filler(page);
});

/** A booklet in Spanish, with accents and without. */
export const bookletPages: readonly string[] = [
  'Política de devoluciones. El cliente puede devolver cualquier producto dentro de los treinta días siguientes a la compra, siempre que conserve el recibo. El reembolso se hace por el mismo medio de pago.',
  'Vacaciones y permisos. Cada empleado dispone de veintitrés días laborables de vacaciones al año. Las solicitudes se presentan al responsable con dos semanas de antelación.',
  'Organizacion y direccion. La direccion de la organizacion publica cada año el calendario de formacion para toda la plantilla.',
];
