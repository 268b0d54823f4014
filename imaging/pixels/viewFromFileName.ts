import type { Laterality, ViewPosition } from '../../contract/view.ts';

/** What a file's name says of its image; null where it says nothing, or two things. */
export interface NamedView {
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
}

/** Views that names use. FB and ISO are left out: as parts of names they mean other things. */
const views: readonly ViewPosition[] = ['CC', 'MLO', 'ML', 'LM', 'LMO', 'SIO', 'XCC', 'XCCL', 'XCCM'];
const sides: ReadonlyMap<string, Laterality> = new Map([
  ['L', 'L'],
  ['LEFT', 'L'],
  ['R', 'R'],
  ['RIGHT', 'R'],
]);

/**
 * Laterality and view from a file's name: words between punctuation, in any case, apart (`L-CC`,
 * `0_RIGHT_MLO.png`) or joined (`LCC`, `rightMLO`), perhaps with a number after them (`RMLO2`).
 */
export function viewFromFileName(fileName: string): NamedView {
  const found = wordsOf(fileName).map(readWord);
  return {
    laterality: only(found.map(({ laterality }) => laterality)),
    viewPosition: only(found.map(({ viewPosition }) => viewPosition)),
  };
}

/**
 * What is left of a file's name without laterality, view and ending: pictures of one exam that are named alike
 * (`7_L-CC.png`, `7_R-MLO.png`) have the same (`7`).
 */
export function examNameFromFileName(fileName: string): string {
  const others = wordsOf(fileName).filter((word) => {
    const { laterality, viewPosition } = readWord(word);
    return laterality === null && viewPosition === null;
  });
  return others.join('-');
}

function wordsOf(fileName: string): string[] {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/\.[A-Za-z]{2,5}$/, '');
  return stem.toUpperCase().split(/[^A-Z0-9]+/);
}

function readWord(text: string): NamedView {
  const word = text.replace(/[0-9]+$/, '');
  const viewPosition = views.find((view) => view === word);
  if (viewPosition !== undefined) return { laterality: null, viewPosition };
  for (const [side, laterality] of sides) {
    if (word === side) return { laterality, viewPosition: null };
    const joined = views.find((view) => side + view === word || view + side === word);
    if (joined !== undefined) return { laterality, viewPosition: joined };
  }
  return { laterality: null, viewPosition: null };
}

/** The one value that is there; null where there is none or more than one. */
function only<T>(values: readonly (T | null)[]): T | null {
  const distinct = new Set(values.filter((value) => value !== null));
  return distinct.size === 1 ? [...distinct][0] : null;
}
