import type { Results } from '../../contract/results.ts';

/** JSON for people and programs: indented, with each list of numbers on one line. */
export function resultsJson(results: Results): string {
  const number = String.raw`-?\d[\d.eE+-]*`;
  // A raw line break cannot occur inside a JSON string, so only real lists match.
  const numbers = new RegExp(String.raw`\[\n *(?:${number},\n *)*${number}\n *\]`, 'g');
  const indented = JSON.stringify(results, null, 2);
  return `${indented.replaceAll(numbers, (list) => list.replaceAll(/\n */g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}
