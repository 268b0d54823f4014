/** The summary of an exam, A4 upright: one page, and further ones where its texts need them. Lengths in millimetres. */
import type { jsPDF } from 'jspdf';
import { researchNotice } from '../../contract/researchUse.ts';
import { notValidatedNotice, notValidatedReason } from '../../contract/validation.ts';
import {
  assessmentFacts,
  examFacts,
  readableMoment,
  scoreRows,
  weightsTexts,
  type ExamSummary,
  type SummaryView,
} from './examSummary.ts';
import {
  besides,
  body,
  factBlocks,
  lineHeight,
  paragraph,
  quiet,
  space,
  tableRow,
  title,
} from './pdfBlocks.ts';
import type { Block, Column } from './pdfBlocks.ts';
import { drawText, type TextStyle } from './pdfText.ts';

const page = { width: 210, height: 297, margin: 15 };
const contentWidth = page.width - 2 * page.margin;
const full = { x: page.margin, width: contentWidth };
const top = page.margin + 16;
/** Where the footer begins: nothing else is written below. */
const bottom = page.height - 20;

/** A PDF with its text as text. Names in scripts that Helvetica does not have are pictures. */
export async function examSummaryPdf(summary: ExamSummary): Promise<Blob> {
  const { jsPDF } = await import('jspdf');
  const pdf = new jsPDF({ unit: 'mm', format: 'a4', compress: true });
  pdf.setProperties({ title: 'Mammoscope exam summary', creator: `Mammoscope ${summary.version}` });
  const facts = factsBlocks(pdf, summary);
  const texts = [
    ...scoreBlocks(pdf, summary),
    ...findingBlocks(pdf, summary),
    ...assessmentBlocks(pdf, summary),
  ];
  // The pictures take what the texts leave of the page.
  const left = bottom - top - heightOf(facts) - heightOf(texts);
  drawPages(pdf, [...facts, ...viewBlocks(pdf, summary.views, left), ...texts]);
  for (let number = 1; number <= pdf.getNumberOfPages(); number++) {
    pdf.setPage(number);
    drawTitle(pdf, summary);
    drawFooter(pdf, summary, number);
  }
  return pdf.output('blob');
}

const heightOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { height }) => sum + height, 0);

function drawPages(pdf: jsPDF, blocks: readonly Block[]): void {
  let y = top;
  for (const block of blocks) {
    if (y + block.height > bottom && y > top) {
      pdf.addPage();
      y = top;
    }
    block.draw(y);
    y += block.height;
  }
}

function drawTitle(pdf: jsPDF, { created }: ExamSummary): void {
  const y = page.margin + 3;
  drawText(pdf, 'Mammoscope exam summary', page.margin, y, { size: 15, bold: true });
  drawText(pdf, 'Research use only', page.width - page.margin, y, { size: 11, bold: true, align: 'right' });
  drawText(pdf, readableMoment(created), page.width - page.margin, y + 5, { ...quiet, align: 'right' });
  pdf.setDrawColor(150).line(page.margin, y + 7, page.width - page.margin, y + 7);
}

/** Two columns of label and text. */
function factsBlocks(pdf: jsPDF, summary: ExamSummary): readonly Block[] {
  const facts = examFacts(summary);
  const width = contentWidth / 2 - 4;
  const blocks: Block[] = [];
  for (let index = 0; index < facts.length; index += 2) {
    const [left, right] = [0, 1].map((side) => {
      const fact = facts.at(index + side);
      return fact === undefined || index + side >= facts.length
        ? []
        : factBlocks(pdf, fact, { x: page.margin + (side * contentWidth) / 2, width });
    });
    blocks.push(besides(left, right));
  }
  return blocks;
}

const mostViews = 8;
const gap = 2;
const labelHeight = 6;
const leastPicture = 40;

/** Up to eight views, in as many rows as let them be largest in `available`. */
function viewBlocks(pdf: jsPDF, views: readonly SummaryView[], available: number): readonly Block[] {
  const shown = views.slice(0, mostViews);
  if (shown.length === 0) return [];
  const rowsOf = (perRow: number) => Math.ceil(shown.length / perRow);
  const fits = (perRow: number) => rowsOf(perRow) * (leastPicture + labelHeight) <= available - 12;
  const layouts = [4, ...[2, 1].filter(fits)].map((perRow) => {
    const rows = rowsOf(perRow);
    const width = (contentWidth - gap * (perRow - 1)) / perRow;
    const height = Math.max(leastPicture, (available - 12) / rows - labelHeight);
    const scale = Math.min(...shown.map((view) => Math.min(width / view.width, height / view.height)));
    return { perRow, rows, width, scale };
  });
  const { perRow, rows, width, scale } = layouts.reduce((best, one) => (one.scale > best.scale ? one : best));
  const height = Math.max(...shown.map((view) => view.height * scale));
  const row = (first: number): Block => ({
    height: height + labelHeight,
    draw: (y) =>
      shown.slice(first, first + perRow).forEach((view, index) => {
        drawView(pdf, view, { x: page.margin + index * (width + gap), y, width, height }, scale);
      }),
  });
  const more = views.length - shown.length;
  return [
    space(3),
    ...Array.from({ length: rows }, (_, index) => row(index * perRow)),
    ...(more > 0 ? paragraph(pdf, `and ${more} more ${more === 1 ? 'view' : 'views'}`, full, quiet) : []),
  ];
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawView(pdf: jsPDF, view: SummaryView, { x, y, width, height }: Place, scale: number): void {
  const picture = { width: view.width * scale, height: view.height * scale };
  pdf.setFillColor(0, 0, 0).rect(x, y, width, height, 'F');
  pdf.addImage(
    view.picture,
    'JPEG',
    x + (width - picture.width) / 2,
    y + (height - picture.height) / 2,
    picture.width,
    picture.height,
  );
  drawText(pdf, view.label, x + width / 2, y + height + 4, { ...quiet, align: 'center' });
}

const scoreColumns: readonly Column[] = [
  { at: page.margin, align: 'left', width: 94 },
  { at: page.margin + 98, align: 'left', width: 24 },
  { at: page.margin + 138, align: 'right', width: 16 },
  { at: page.margin + 159, align: 'right', width: 16 },
  { at: page.margin + contentWidth, align: 'right', width: 16 },
];

function scoreBlocks(pdf: jsPDF, summary: ExamSummary): readonly Block[] {
  const head = [space(4), title(pdf, 'AI: probabilities, 0 to 1', page.margin)];
  if (summary.ai === null) return [...head, ...paragraph(pdf, summary.withoutScores, full, body)];
  const { scores, weights, device, elapsedMs, frames } = summary.ai;
  const rows = scoreRows(scores, weights);
  const isNotValidated = rows.some(({ notValidatedOnPatients }) => notValidatedOnPatients);
  const time = elapsedMs === null ? '' : `${(elapsedMs / 1000).toFixed(1)} s`;
  const how = [device, time].filter((part) => part !== '').join(', ');
  const mark = (row: (typeof rows)[number]) => (row.untrained ? ' (untrained)' : '');
  const star = (row: (typeof rows)[number], text: string) =>
    row.notValidatedOnPatients && !row.untrained && text !== '–' ? `${text} *` : text;
  return [
    ...head,
    tableRow(pdf, ['Network', '', 'Right', 'Left', 'Exam'], scoreColumns, { ...body, grey: 90 }),
    ...rows.map((row) =>
      tableRow(
        pdf,
        [
          `${row.network}${mark(row)}`,
          row.measure,
          ...[row.right, row.left, row.exam].map((text) => star(row, text)),
        ],
        scoreColumns,
        body,
      ),
    ),
    space(1),
    ...(isNotValidated
      ? paragraph(pdf, `* ${notValidatedNotice}. ${notValidatedReason}`, full, { ...body, bold: true })
      : []),
    ...frames.flatMap((text) => paragraph(pdf, text, full, quiet)),
    ...weightsTexts(weights).flatMap((text) => paragraph(pdf, text, full, quiet)),
    ...(how === '' ? [] : paragraph(pdf, `Ran on ${how}`, full, quiet)),
  ];
}

const findingColumns: readonly Column[] = [
  { at: page.margin, align: 'left', width: 8 },
  { at: page.margin + 10, align: 'left', width: 28 },
  { at: page.margin + 40, align: 'left', width: contentWidth - 40 },
];

/** The AI's outlines as they are drawn, then what the reader measured. */
function findingBlocks(pdf: jsPDF, { findings, measurements, ai }: ExamSummary): readonly Block[] {
  const table = (name: string, rows: readonly (readonly string[])[], none: string): readonly Block[] => [
    space(4),
    title(pdf, name, page.margin),
    ...(rows.length === 0
      ? paragraph(pdf, none, full, body)
      : rows.map((row) => tableRow(pdf, row, findingColumns, body))),
  ];
  return [
    ...(ai === null
      ? []
      : table(
          'AI findings',
          findings.map(({ number, view, text }) => [String(number), view, text]),
          'No outline at or above the threshold',
        )),
    ...(measurements.length === 0
      ? []
      : table(
          "Reader's marks and measurements",
          measurements.map(({ view, text }) => ['', view, text]),
          '',
        )),
  ];
}

function assessmentBlocks(pdf: jsPDF, summary: ExamSummary): readonly Block[] {
  const facts = assessmentFacts(summary);
  return [
    space(4),
    title(pdf, "Reader's assessment", page.margin),
    ...(facts.length === 0
      ? paragraph(pdf, 'None', full, body)
      : facts.flatMap((fact) => factBlocks(pdf, fact, full))),
  ];
}

function drawFooter(pdf: jsPDF, { version, deidentified = true }: ExamSummary, number: number): void {
  const y = page.height - 12;
  const right: TextStyle = { ...quiet, align: 'right' };
  pdf.setDrawColor(150).line(page.margin, y - 5, page.width - page.margin, y - 5);
  drawText(pdf, researchNotice, page.margin, y, {
    size: 9,
    bold: true,
  });
  const who = deidentified ? 'de-identified' : 'with identity';
  drawText(pdf, `Mammoscope ${version}, ${who}`, page.width - page.margin, y, right);
  const pages = pdf.getNumberOfPages();
  if (pages > 1) drawText(pdf, `Page ${number} of ${pages}`, page.width - page.margin, y + lineHeight, right);
}
