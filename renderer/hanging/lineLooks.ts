/** How lines on a view look, on the screen and in pictures of it. Data; lengths in CSS pixels. */
import type { CornerLine } from './cornerTexts.ts';

export interface LineLook {
  /** Of the letters. */
  readonly size: number;
  /** Of the line. */
  readonly height: number;
  readonly weight: 400 | 600;
  readonly colour: 'text' | 'text-quiet' | 'warning';
}

const plain: LineLook = { size: 12, height: 17, weight: 400, colour: 'text-quiet' };

export const lineLooks: Readonly<Record<CornerLine['kind'], LineLook>> = {
  label: { size: 20, height: 24, weight: 600, colour: 'text' },
  identity: { ...plain, colour: 'text' },
  plain,
  scale: plain,
  badge: plain,
  warning: { ...plain, colour: 'warning' },
  amber: { ...plain, colour: 'warning' },
  notices: { ...plain, weight: 600, colour: 'warning' },
};

/** As the theme has them (`renderer/app/theme.css`; a test compares). */
export const lineColours: Readonly<Record<LineLook['colour'], string>> = {
  text: '#bfbfbf',
  'text-quiet': '#8d9299',
  warning: '#d8b24a',
};

/** Of a canvas's context. */
export function lineFont(kind: CornerLine['kind'], family: string): string {
  const { weight, size } = lineLooks[kind];
  return `${weight} ${size}px ${family}`;
}

/** Distances of text from the view's edges. */
export const lineMargin = { x: 6, y: 6 };
