import { inflateSync } from 'node:zlib';

/** Lines of text as they are shown, and how many pages and images there are. */
export function readPdf(bytes: Buffer): {
  readonly text: string;
  readonly pages: number;
  readonly images: number;
} {
  const raw = bytes.toString('latin1');
  const texts: string[] = [];
  for (const match of raw.matchAll(/stream\r?\n/g)) {
    if (raw.slice(match.index - 3, match.index) === 'end') continue;
    const start = match.index + match[0].length;
    const content = bytes.subarray(start, raw.indexOf('endstream', start));
    if (content[0] === 0x78) texts.push(inflateSync(content).toString('latin1'));
  }
  return {
    // What is shown: positions have figures of their own.
    text: texts
      .flatMap((text) => [...text.matchAll(/\(((?:\\.|[^\\)])*)\) Tj/g)].map(([, shown]) => shown))
      .join('\n'),
    pages: [...raw.matchAll(/\/Type \/Page\b(?!s)/g)].length,
    images: [...raw.matchAll(/\/Subtype \/Image/g)].length,
  };
}
