/** Text of a PDF in any script. */
import type { jsPDF } from 'jspdf';

/** What the built-in Helvetica has (WinAnsi's part of Latin-1, with the dashes and the ellipsis used here). */
const inHelvetica = /^[\x20-\x7e\xa0-\xff–…]*$/;

const millimetresPerPoint = 25.4 / 72;
/** Pixels per point of text that is drawn as a picture. */
const sharpness = 4;

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'right' | 'center';
  /** Grey, 0 black to 255 white. */
  readonly grey?: number;
}

/** Writes one line with its baseline at `y`. Text that Helvetica does not have becomes a picture in the system's font. */
export function drawText(pdf: jsPDF, text: string, x: number, y: number, style: TextStyle): void {
  if (text === '') return;
  const { size, bold = false, align = 'left', grey = 0 } = style;
  if (inHelvetica.test(text)) {
    pdf
      .setFont('helvetica', bold ? 'bold' : 'normal')
      .setFontSize(size)
      .setTextColor(grey);
    pdf.text(text, x, y, { align });
    return;
  }
  const { canvas, ascent } = textPicture(text, style);
  const scale = millimetresPerPoint / sharpness;
  const width = canvas.width * scale;
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  pdf.addImage(canvas, 'PNG', left, y - ascent * scale, width, canvas.height * scale);
}

/** Millimetres. */
export function textWidth(pdf: jsPDF, text: string, style: TextStyle): number {
  if (!inHelvetica.test(text))
    return (textPicture(text, style).canvas.width * millimetresPerPoint) / sharpness;
  pdf.setFont('helvetica', style.bold ? 'bold' : 'normal').setFontSize(style.size);
  return pdf.getTextWidth(text);
}

function textPicture(text: string, { size, bold = false, grey = 0 }: TextStyle) {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  const font = `${bold ? 'bold ' : ''}${size * sharpness}px Helvetica, Arial, 'Noto Sans', sans-serif`;
  context.font = font;
  const measured = context.measureText(text);
  const ascent = Math.ceil(measured.fontBoundingBoxAscent);
  canvas.width = Math.max(1, Math.ceil(measured.width));
  canvas.height = Math.max(1, ascent + Math.ceil(measured.fontBoundingBoxDescent));
  // Setting the size has reset the context.
  context.font = font;
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillText(text, 0, ascent);
  return { canvas, ascent };
}
