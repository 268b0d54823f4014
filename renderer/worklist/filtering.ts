/** Which exams the worklist shows. Pure. */
import type { ExamRow } from '../../contract/exam.ts';
import type { ScoreKind } from '../../contract/scores.ts';
import type { ShownIdentity } from '../app/identity.ts';
import { scoreOf } from './columns.ts';
import { folded } from './folded.ts';
import { lacksViews } from './viewsPresent.ts';

export interface Filter {
  readonly search: string;
  readonly unread: boolean;
  /** Leaves out exams of which no image is a mammogram. */
  readonly mammographyOnly: boolean;
  /** A score of the exam at least this, 0..1; null: any. */
  readonly score: { readonly kind: ScoreKind; readonly least: number } | null;
  readonly withProblems: boolean;
  readonly viewsMissing: boolean;
}

export const noFilter: Filter = {
  search: '',
  unread: false,
  mammographyOnly: true,
  score: null,
  withProblems: false,
  viewsMissing: false,
};

export const isFiltering = (filter: Filter): boolean =>
  filter.search.trim() !== '' ||
  filter.unread ||
  filter.score !== null ||
  filter.withProblems ||
  filter.viewsMissing;

const words = (search: string): readonly string[] =>
  folded(search)
    .split(/[\s,]+/)
    .filter(Boolean);

/** One test for the whole list, so that the search is taken apart once. */
export function filterFor(filter: Filter): (row: ExamRow, identity: ShownIdentity) => boolean {
  const wanted = words(filter.search);
  return (row, identity) => {
    if (filter.mammographyOnly && !row.mammography) return false;
    if (filter.unread && row.readStatus === 'read') return false;
    if (filter.withProblems && row.problemCount === 0) return false;
    if (filter.score !== null && (scoreOf(row, filter.score.kind)?.value ?? -1) < filter.score.least)
      return false;
    if (filter.viewsMissing && !lacksViews(row.views)) return false;
    if (wanted.length === 0) return true;
    const text = searchable(identity);
    return wanted.every((word) => text.includes(word));
  };
}

const searchableTexts = new WeakMap<ShownIdentity, string>();

/** All that is shown of an identity: what is hidden cannot be found either. */
function searchable(identity: ShownIdentity): string {
  let text = searchableTexts.get(identity);
  if (text === undefined) {
    text = folded(
      [identity.name, identity.place, identity.id, identity.accessionNumber, identity.description].join('\n'),
    );
    searchableTexts.set(identity, text);
  }
  return text;
}
