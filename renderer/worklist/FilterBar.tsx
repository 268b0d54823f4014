import { useMemo, type KeyboardEvent, type RefObject } from 'react';
import { countOf } from '../app/countOf.ts';
import { useApp } from '../app/store.ts';
import { scoreNames } from '../ai/scores.ts';
import { useTip } from '../keys/useCommands.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { isScoreColumn } from './columns.ts';
import { isFiltering, noFilter, type Filter } from './filtering.ts';
import type { Line } from './lines.ts';
import { keepListChoices, listChoices, useColumns, useWorklist } from './store.ts';
import styles from './FilterBar.module.css';

interface FilterBarProps {
  readonly lines: readonly Line[];
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** To the list. */
  readonly onLeave: () => void;
}

export function FilterBar({ lines, searchRef, onLeave }: FilterBarProps) {
  const filter = useWorklist((state) => state.filter);
  const setFilter = useWorklist((state) => state.setFilter);
  const exams = useApp((state) => state.exams.size);
  const others = useOthers();
  const total = filter.mammographyOnly ? exams - others : exams;
  const view = useApp((state) => state.settings.view);
  const { grouped } = listChoices({ view });
  const first = lines.filter(({ level }) => level === 1).length;
  const searchTip = useTip('program.search');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setFilter({ search: noFilter.search });
    else if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onLeave();
  };
  return (
    <div className={styles.bar} role="search" aria-label="Exams">
      <input
        ref={searchRef}
        type="search"
        className={styles.search}
        title={searchTip}
        aria-label="Search by name, ID, accession number or description"
        placeholder="Name, ID, accession number, description"
        value={filter.search}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setFilter({ search: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <Toggle
        name="unread"
        text="Unread"
        title="Exams that are not read yet"
        filter={filter}
        onChange={setFilter}
      />
      <ScoreFilter chosen={filter.score} onChange={(score) => setFilter({ score })} />
      <Toggle
        name="withProblems"
        text="With problems"
        title="Exams with images that cannot be shown"
        filter={filter}
        onChange={setFilter}
      />
      <Toggle
        name="viewsMissing"
        text="Views missing"
        title="Exams without all four standard views"
        filter={filter}
        onChange={setFilter}
      />
      <MammographyOnly others={others} />
      <span className={styles.divider} />
      <ColumnMenu />
      <button
        type="button"
        aria-pressed={grouped}
        title="A patient's earlier exams are folded below the newest"
        onClick={() => keepListChoices({ grouped: !grouped })}
      >
        Group by patient
      </button>
      <output className={styles.count}>{countText(first, total, grouped, isFiltering(filter))}</output>
    </div>
  );
}

/** How many exams are no mammography. */
function useOthers(): number {
  const exams = useApp((state) => state.exams);
  return useMemo(() => [...exams.values()].filter(({ mammography }) => !mammography).length, [exams]);
}

/** On at first: says how many exams it hides. */
function MammographyOnly({ others }: { readonly others: number }) {
  const on = useWorklist((state) => state.filter.mammographyOnly);
  const setFilter = useWorklist((state) => state.setFilter);
  return (
    <button
      type="button"
      aria-pressed={on}
      title="Leaves out exams that are no mammography by their own header"
      onClick={() => setFilter({ mammographyOnly: !on })}
    >
      Mammography only{on && others > 0 && ` (${number.format(others)} hidden)`}
    </button>
  );
}

const number = new Intl.NumberFormat('en');

/** `first`: lines that are not folded below another; `total`: exams, without those that "Mammography only" hides. */
function countText(first: number, total: number, grouped: boolean, filtering: boolean): string {
  if (grouped)
    return filtering
      ? `${countOf(first, 'patient')} found`
      : `${countOf(total, 'exam')} of ${countOf(first, 'patient')}`;
  return filtering ? `${number.format(first)} of ${countOf(total, 'exam')}` : countOf(total, 'exam');
}

interface ToggleProps {
  readonly name: 'unread' | 'withProblems' | 'viewsMissing';
  readonly text: string;
  readonly title: string;
  readonly filter: Filter;
  readonly onChange: (patch: Partial<Filter>) => void;
}

function Toggle({ name, text, title, filter, onChange }: ToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={filter[name]}
      title={title}
      onClick={() => onChange({ [name]: !filter[name] })}
    >
      {text}
    </button>
  );
}

const thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

interface ScoreFilterProps {
  readonly chosen: Filter['score'];
  readonly onChange: (score: Filter['score']) => void;
}

/** Only what the columns show can be asked for. */
function ScoreFilter({ chosen, onChange }: ScoreFilterProps) {
  const kinds = useColumns().filter(isScoreColumn);
  const choices = kinds.flatMap((kind) => thresholds.map((least) => ({ kind, least })));
  const nameOf = ({ kind, least }: NonNullable<Filter['score']>) =>
    `${scoreNames[kind]} ${least.toFixed(1)} or more`;
  if (choices.length === 0 && chosen === null) return null;
  return (
    <select
      aria-label="Exam score"
      title="Exams whose score is at least this"
      value={chosen === null ? '' : nameOf(chosen)}
      onChange={({ target }) => onChange(choices.find((choice) => nameOf(choice) === target.value) ?? null)}
    >
      <option value="">Any score</option>
      {choices.map((choice) => (
        <option key={nameOf(choice)}>{nameOf(choice)}</option>
      ))}
    </select>
  );
}
