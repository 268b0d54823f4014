/**
 * Lines no wider than `width`, broken at spaces, and inside words that are wider (or of scripts without spaces). More
 * than `most` lines end in an ellipsis. `measure`: width of a text.
 */
export function wrapText(
  text: string,
  width: number,
  most: number,
  measure: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r?\n/)) {
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (measure(longer) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      const pieces = pieceWord(word, width, measure);
      lines.push(...pieces.slice(0, -1));
      line = pieces[pieces.length - 1];
    }
    lines.push(line);
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shortened(lines[most - 1], width, measure)];
}

function pieceWord(word: string, width: number, measure: (text: string) => number): readonly string[] {
  const pieces = [''];
  for (const character of word) {
    const last = pieces.length - 1;
    if (pieces[last] !== '' && measure(pieces[last] + character) > width) pieces.push(character);
    else pieces[last] += character;
  }
  return pieces;
}

/** The text with an ellipsis, shortened until it fits. */
function shortened(text: string, width: number, measure: (text: string) => number): string {
  let characters = [...text];
  while (characters.length > 0 && measure(`${characters.join('')}…`) > width)
    characters = characters.slice(0, -1);
  return `${characters.join('')}…`;
}
