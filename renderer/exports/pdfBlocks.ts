/** Parts of a page that are laid out before anything is drawn, so that their heights are known. Lengths in millimetres. */
import type { jsPDF } from 'jspdf';
import type { Fact } from './examSummary.ts';
import { drawText, textWidth, type TextStyle } from './pdfText.ts';
import { wrapText } from './wrapText.ts';

export const lineHeight = 4.4;

export const body: TextStyle = { size: 9 };
export const quiet: TextStyle = { size: 8, grey: 90 };
export const heading: TextStyle = { size: 11, bold: true };

/** What stays together on one page. */
export interface Block {
  readonly height: number;
  /** `y`: where it begins. */
  readonly draw: (y: number) => void;
}

const ascent = 3.2;

export const space = (height: number): Block => ({ height, draw: () => undefined });

/** All of the text, in as many lines as it needs: one block each. */
export function paragraph(
  pdf: jsPDF,
  text: string,
  { x, width }: { readonly x: number; readonly width: number },
  style: TextStyle,
): readonly Block[] {
  const lines = wrapText(text, width, Number.POSITIVE_INFINITY, (part) => textWidth(pdf, part, style));
  return lines.map((line) => ({
    height: lineHeight,
    draw: (y) => drawText(pdf, line, x, y + ascent, style),
  }));
}

export const title = (pdf: jsPDF, text: string, x: number): Block => ({
  height: 6.5,
  draw: (y) => drawText(pdf, text, x, y + 4, heading),
});

/** Label and text; the text in as many lines as it needs. */
export function factBlocks(
  pdf: jsPDF,
  [label, text]: Fact,
  { x, width }: { readonly x: number; readonly width: number },
): readonly Block[] {
  const labelWidth = 30;
  const lines = paragraph(pdf, text, { x: x + labelWidth, width: width - labelWidth }, body);
  return lines.map((line, index) => ({
    height: line.height,
    draw: (y) => {
      if (index === 0) drawText(pdf, label, x, y + ascent, { ...body, grey: 90 });
      line.draw(y);
    },
  }));
}

/** Where a column begins (text) or ends (numbers), and how wide its text may be. */
export interface Column {
  readonly at: number;
  readonly align: 'left' | 'right';
  readonly width: number;
}

/** One row of a table; a cell that is wider than its column goes on below. */
export function tableRow(
  pdf: jsPDF,
  cells: readonly string[],
  columns: readonly Column[],
  style: TextStyle,
): Block {
  const measure = (part: string) => textWidth(pdf, part, style);
  const wrapped = cells.map((cell, index) =>
    wrapText(cell, columns[index].width, Number.POSITIVE_INFINITY, measure),
  );
  return {
    height: lineHeight * Math.max(...wrapped.map((lines) => lines.length)),
    draw: (y) =>
      wrapped.forEach((lines, index) => {
        const { at, align } = columns[index];
        lines.forEach((line, number) =>
          drawText(pdf, line, at, y + ascent + number * lineHeight, { ...style, align }),
        );
      }),
  };
}

/** Blocks of two columns, side by side. */
export function besides(left: readonly Block[], right: readonly Block[]): Block {
  const heightOf = (blocks: readonly Block[]) => blocks.reduce((sum, { height }) => sum + height, 0);
  const drawAll = (blocks: readonly Block[], top: number) => {
    let y = top;
    for (const block of blocks) {
      block.draw(y);
      y += block.height;
    }
  };
  return {
    height: Math.max(heightOf(left), heightOf(right)),
    draw: (y) => {
      drawAll(left, y);
      drawAll(right, y);
    },
  };
}
