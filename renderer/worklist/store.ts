/** What the reader has made of the worklist; it stays while an exam is on screen. */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { ExamRow } from '../../contract/exam.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Pseudonyms } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { viewChoice, withViewChoice } from '../settings/viewChoices.ts';
import {
  columnChoices,
  columnIds,
  possibleColumns,
  scoreKindsIn,
  shownColumns,
  type ColumnChoices,
  type ColumnId,
} from './columns.ts';
import { noFilter, type Filter } from './filtering.ts';
import { arrange, sortExams, type Line, type SortedExams } from './lines.ts';
import { followedTo, nothingSelected, type Selection } from './selection.ts';
import { newestFirst, type Sorting } from './sorting.ts';

interface WorklistStore {
  readonly filter: Filter;
  readonly expanded: ReadonlySet<string>;
  readonly selection: Selection;
  /** CSS pixels. */
  readonly scrollTop: number;
  /** The list as it stood when an exam was opened from it: reading walks it, whatever is filtered or sorted since. */
  readonly readingOrder: readonly string[];
  setFilter(patch: Partial<Filter>): void;
  select(selection: Selection): void;
  expand(patientKey: string, expanded: boolean): void;
  /** Takes the list as it stands for the reading order, and shows the exam. */
  openExam(examId: string): void;
  /** Shows the exam within the reading order as it is. */
  readExam(examId: string): void;
}

export const useWorklist = create<WorklistStore>()((set, get) => ({
  filter: noFilter,
  expanded: new Set(),
  selection: nothingSelected,
  scrollTop: 0,
  readingOrder: [],
  setFilter: (patch) => set({ filter: { ...get().filter, ...patch } }),
  select: (selection) => set({ selection }),
  expand: (patientKey, open) => {
    const expanded = new Set(get().expanded);
    if (open) expanded.add(patientKey);
    else expanded.delete(patientKey);
    set({ expanded });
  },
  openExam: (examId) => {
    const { exams, settings } = useApp.getState();
    const { filter, expanded } = get();
    const lines = arrangedLines(exams, settings, filter, expanded);
    set({ readingOrder: lines.map(({ row }) => row.examId) });
    get().readExam(examId);
  },
  readExam: (examId) => {
    set({ selection: followedTo(get().selection, examId) });
    useApp.getState().showExam(examId);
  },
}));

/** What of the worklist is kept between starts. */
export interface ListChoices {
  readonly sorting: Sorting;
  readonly grouped: boolean;
  readonly columns: ColumnChoices;
}

const part = 'worklist';

/** As kept with the settings; what is absent or unreadable as it is at first. */
export function listChoices(settings: Pick<Settings, 'view'>): ListChoices {
  const kept = viewChoice(settings, part) as
    { sorting?: Partial<Sorting>; grouped?: unknown; columns?: unknown } | undefined;
  const column = columnIds.find((id) => id === kept?.sorting?.column);
  return {
    sorting: column ? { column, descending: kept?.sorting?.descending === true } : newestFirst,
    grouped: kept?.grouped !== false,
    columns: columnChoices(kept?.columns),
  };
}

export function keepListChoices(patch: Partial<ListChoices>): void {
  const { settings, saveSettings } = useApp.getState();
  saveSettings({ view: withViewChoice(settings, part, { ...listChoices(settings), ...patch }) });
}

let sorted: { readonly inputs: readonly unknown[]; readonly exams: SortedExams } | null = null;

/** The last answer is kept: the list and what opens an exam from it ask the same. */
function sortedExams(
  exams: ReadonlyMap<string, ExamRow>,
  { column, descending }: Sorting,
  pseudonyms: Pseudonyms | null,
): SortedExams {
  const inputs = [exams, column, descending, pseudonyms];
  if (!sorted || inputs.some((input, index) => input !== sorted?.inputs[index]))
    sorted = { inputs, exams: sortExams(exams, { column, descending }, pseudonyms, sorted?.exams.rows) };
  return sorted.exams;
}

function arrangedLines(
  exams: ReadonlyMap<string, ExamRow>,
  settings: Pick<Settings, 'view' | 'deidentified'>,
  filter: Filter,
  expanded: ReadonlySet<string>,
): readonly Line[] {
  const { sorting, grouped } = listChoices(settings);
  const pseudonyms = currentPseudonyms(exams, settings.deidentified);
  return arrange(sortedExams(exams, sorting, pseudonyms), { filter, grouped, expanded });
}

/** The lines as they are to be shown now. */
export function useLines(): readonly Line[] {
  const exams = useApp((state) => state.exams);
  const view = useApp((state) => state.settings.view);
  const deidentified = useApp((state) => state.settings.deidentified);
  const filter = useWorklist((state) => state.filter);
  const expanded = useWorklist((state) => state.expanded);
  return useMemo(
    () => arrangedLines(exams, { view, deidentified }, filter, expanded),
    [exams, view, deidentified, filter, expanded],
  );
}

/** The columns that there can be now; the same list while they do not change. */
export function usePossibleColumns(): readonly ColumnId[] {
  const exams = useApp((state) => state.exams);
  const mode = useApp((state) => state.settings.readingMode);
  const kinds = useMemo(() => scoreKindsIn(exams).join(' '), [exams]);
  return useMemo(() => {
    const there = kinds.split(' ');
    return possibleColumns(mode, (kind) => there.includes(kind));
  }, [mode, kinds]);
}

/** The columns that are shown; the same list while they do not change. */
export function useColumns(): readonly ColumnId[] {
  const possible = usePossibleColumns();
  const view = useApp((state) => state.settings.view);
  return useMemo(() => shownColumns(possible, listChoices({ view }).columns), [possible, view]);
}
