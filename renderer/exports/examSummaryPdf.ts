/** The one-page summary of an exam, A4 upright. Lengths in millimetres. */
import type { jsPDF } from 'jspdf';
import {
  assessmentFacts,
  examFacts,
  readableMoment,
  scoreRows,
  weightsTexts,
  type ExamSummary,
  type Fact,
  type SummaryView,
} from './examSummary.ts';
import { drawText, textWidth, type TextStyle } from './pdfText.ts';
import { wrapText } from './wrapText.ts';

const page = { width: 210, height: 297, margin: 15 };
const contentWidth = page.width - 2 * page.margin;
/** Where the footer begins: nothing else is written below. */
const bottom = page.height - 20;

const body: TextStyle = { size: 9 };
const quiet: TextStyle = { size: 8, grey: 90 };
const heading: TextStyle = { size: 11, bold: true };
const lineHeight = 4.4;

/** A PDF with its text as text. Names in scripts that Helvetica does not have are pictures. */
export async function examSummaryPdf(summary: ExamSummary): Promise<Blob> {
  const { jsPDF } = await import('jspdf');
  const pdf = new jsPDF({ unit: 'mm', format: 'a4', compress: true });
  pdf.setProperties({ title: 'Mammoscope exam summary', creator: `Mammoscope ${summary.version}` });
  let y = drawTitle(pdf, summary);
  y = drawFacts(pdf, examFacts(summary), y);
  y = drawViews(pdf, summary.views, y + 3);
  y = drawScores(pdf, summary, y + 5);
  drawAssessment(pdf, summary, y + 5);
  drawFooter(pdf, summary);
  return pdf.output('blob');
}

function drawTitle(pdf: jsPDF, { created }: ExamSummary): number {
  const y = page.margin + 3;
  drawText(pdf, 'Mammoscope exam summary', page.margin, y, { size: 15, bold: true });
  drawText(pdf, 'Research use only', page.width - page.margin, y, { size: 11, bold: true, align: 'right' });
  drawText(pdf, readableMoment(created), page.width - page.margin, y + 5, { ...quiet, align: 'right' });
  pdf.setDrawColor(150).line(page.margin, y + 7, page.width - page.margin, y + 7);
  return y + 13;
}

/** Two columns of label and text. */
function drawFacts(pdf: jsPDF, facts: readonly Fact[], top: number): number {
  const column = contentWidth / 2;
  const labelWidth = 28;
  let y = top;
  for (let index = 0; index < facts.length; index += 2) {
    const heights = facts.slice(index, index + 2).map(([label, text], side) => {
      const x = page.margin + side * column;
      drawText(pdf, label, x, y, { ...body, grey: 90 });
      return drawWrapped(pdf, text, x + labelWidth, y, column - labelWidth - 4, 2, body);
    });
    y += Math.max(...heights);
  }
  return y;
}

/** Writes lines from the baseline `y` down; gives the height they took. */
function drawWrapped(
  pdf: jsPDF,
  text: string,
  x: number,
  y: number,
  width: number,
  mostLines: number,
  style: TextStyle,
): number {
  const fitting = Math.min(mostLines, Math.floor((bottom - y) / lineHeight) + 1);
  if (fitting < 1) return 0;
  const lines = wrapText(text, width, fitting, (part) => textWidth(pdf, part, style));
  lines.forEach((line, index) => drawText(pdf, line, x, y + index * lineHeight, style));
  return lines.length * lineHeight;
}

const mostViews = 8;
const perRow = 4;

/** Up to eight views, four in a row, each as large as its place. */
function drawViews(pdf: jsPDF, views: readonly SummaryView[], top: number): number {
  const shown = views.slice(0, mostViews);
  const gap = 2;
  const width = (contentWidth - gap * (perRow - 1)) / perRow;
  const height = shown.length > perRow ? 40 : 62;
  shown.forEach((view, index) => {
    const x = page.margin + (index % perRow) * (width + gap);
    const y = top + Math.floor(index / perRow) * (height + 6);
    const scale = Math.min(width / view.width, height / view.height);
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
  });
  const y = top + Math.ceil(shown.length / perRow) * (height + 6);
  if (views.length <= mostViews) return y;
  drawText(pdf, `and ${views.length - mostViews} more views`, page.margin, y + 2, quiet);
  return y + 4;
}

const mostScores = 12;
const mostWeights = 8;
/** Two breasts in CC and MLO. */
const mostFrames = 4;

function drawScores(pdf: jsPDF, summary: ExamSummary, top: number): number {
  drawText(pdf, 'AI: probabilities, 0 to 1', page.margin, top, heading);
  let y = top + 6;
  if (summary.ai === null) {
    drawText(pdf, summary.withoutScores, page.margin, y, body);
    return y + lineHeight;
  }
  const { scores, weights, device, elapsedMs, frames } = summary.ai;
  const rows = scoreRows(scores, weights);
  const columns = [
    page.margin,
    page.margin + 85,
    page.margin + 125,
    page.margin + 150,
    page.margin + contentWidth,
  ];
  const write = (cells: readonly string[], style: TextStyle) => {
    cells.forEach((cell, index) => {
      const place: TextStyle = index < 2 ? style : { ...style, align: 'right' };
      drawText(pdf, cell, columns[index], y, place);
    });
    y += lineHeight;
  };
  write(['Network', '', 'Right', 'Left', 'Exam'], { ...body, grey: 90 });
  for (const row of rows.slice(0, mostScores)) {
    const untrained = row.untrained ? ' (untrained)' : '';
    const name = wrapText(`${row.network}${untrained}`, 80, 1, (part) => textWidth(pdf, part, body));
    write([name[0], row.measure, row.right, row.left, row.exam], body);
  }
  if (rows.length > mostScores) write([`and ${rows.length - mostScores} more`], quiet);
  y += 1.5;
  for (const text of frames.slice(0, mostFrames)) write([text], quiet);
  for (const text of weightsTexts(weights).slice(0, mostWeights)) {
    y += drawWrapped(pdf, text, page.margin, y, contentWidth, 2, quiet);
  }
  if (weights.length > mostWeights) write([`and ${weights.length - mostWeights} more weights`], quiet);
  const time = elapsedMs === null ? '' : `${(elapsedMs / 1000).toFixed(1)} s`;
  const how = [device, time].filter((part) => part !== '').join(', ');
  if (how !== '') y += drawWrapped(pdf, `Ran on ${how}`, page.margin, y, contentWidth, 1, quiet);
  return y;
}

function drawAssessment(pdf: jsPDF, summary: ExamSummary, top: number): void {
  const facts = assessmentFacts(summary);
  if (top > bottom) return;
  drawText(pdf, "Reader's assessment", page.margin, top, heading);
  if (facts.length === 0) {
    drawText(pdf, 'None', page.margin, top + 6, body);
    return;
  }
  let y = top + 6;
  for (const [label, text] of facts) {
    drawText(pdf, label, page.margin, y, { ...body, grey: 90 });
    y += drawWrapped(pdf, text, page.margin + 28, y, contentWidth - 28, 8, body);
  }
}

function drawFooter(pdf: jsPDF, { version, deidentified = true }: ExamSummary): void {
  const y = page.height - 12;
  pdf.setDrawColor(150).line(page.margin, y - 5, page.width - page.margin, y - 5);
  drawText(pdf, 'Research use only. Not a medical device; not for diagnosis or treatment.', page.margin, y, {
    size: 9,
    bold: true,
  });
  const who = deidentified ? 'de-identified' : 'with identity';
  drawText(pdf, `Mammoscope ${version}, ${who}`, page.width - page.margin, y, { ...quiet, align: 'right' });
}
