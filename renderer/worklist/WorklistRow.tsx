import { memo } from 'react';
import { type ExamRow, type ReadStatus } from '../../contract/exam.ts';
import { besideInWords } from '../../contract/beside.ts';
import { AnalysisCell } from './AnalysisCell.tsx';
import { biRadsText, scoreOf, type ColumnId } from './columns.ts';
import type { Line } from './lines.ts';
import { ScoreCell } from './ScoreCell.tsx';
import { screeningViews, viewsPresent } from './viewsPresent.ts';
import styles from './WorklistTable.module.css';

export const rowElementId = (examId: string): string => `exam-${examId}`;

interface WorklistRowProps {
  readonly line: Line;
  /** Of the line, from 0. */
  readonly index: number;
  /** CSS pixels below the titles. */
  readonly top: number;
  readonly active: boolean;
  readonly selected: boolean;
  /** The same list while it does not change. */
  readonly columns: readonly ColumnId[];
}

export const WorklistRow = memo(function WorklistRow({
  line,
  index,
  top,
  active,
  selected,
  columns,
}: WorklistRowProps) {
  const { row, level, others, expanded } = line;
  return (
    <div
      id={rowElementId(row.examId)}
      className={`${styles.line} ${styles.row} ${active ? styles.active : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={others > 0 ? expanded : undefined}
      aria-selected={selected}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <Cell key={column} column={column} line={line} />
      ))}
    </div>
  );
});

interface CellProps {
  readonly column: ColumnId;
  readonly line: Line;
}

function Cell({ column, line }: CellProps) {
  const { row, identity } = line;
  switch (column) {
    case 'patient':
      return <PatientCell line={line} />;
    case 'modality':
      return <div role="gridcell">{row.modalities.join(', ')}</div>;
    case 'description':
      return <TextCell text={identity.description} />;
    case 'date':
      return <NumberCell text={identity.studyDate} />;
    case 'age':
      return <NumberCell text={row.ageYears === null ? '' : `${row.ageYears} y`} />;
    case 'views':
      return <Views row={row} />;
    case 'density':
      return <div role="gridcell">{row.density}</div>;
    case 'biRads':
      return <NumberCell text={biRadsText(row)} />;
    case 'malignant':
    case 'mass':
    case 'benign':
      return <ScoreCell score={scoreOf(row, column)} />;
    case 'analysis':
      return <AnalysisCell analysis={row.analysis} />;
    case 'priors':
      return <NumberCell text={line.priors === 0 ? '' : String(line.priors)} />;
    case 'status':
      return <StatusCell row={row} />;
  }
}

const NumberCell = ({ text }: { readonly text: string }) => (
  <div role="gridcell" className={styles.number}>
    {text}
  </div>
);

const TextCell = ({ text }: { readonly text: string }) => (
  <div role="gridcell" title={text}>
    <span className={styles.quiet}>{text}</span>
  </div>
);

function PatientCell({ line: { row, identity, level, others, expanded } }: { readonly line: Line }) {
  return (
    <div role="gridcell" className={level === 2 ? styles.nested : undefined}>
      {level === 1 && <Expander others={others} expanded={expanded} />}
      <span className={styles.name} title={identity.place}>
        {identity.name || identity.place || 'No name'}
      </span>
      <span className={styles.quiet} title={identity.id}>
        {identity.id}
      </span>
      {row.beside.length > 0 && (
        <span className={styles.quiet} title={`Beside the images, not shown: ${besideInWords(row.beside)}`}>
          <span aria-hidden="true">+{documentCount(row)}</span>
          <span className={styles.hidden}>Beside the images: {besideInWords(row.beside)}</span>
        </span>
      )}
      {row.notices.length > 0 && (
        <span className={styles.notice} title={row.notices.join('\n')}>
          <span aria-hidden="true">▲ check</span>
          <span className={styles.hidden}>{row.notices.join(' ')}</span>
        </span>
      )}
      {row.problemCount > 0 && (
        <span className={styles.warning} title={problemText(row.problemCount)}>
          <span aria-hidden="true">▲ {row.problemCount}</span>
          <span className={styles.hidden}>{problemText(row.problemCount)}</span>
        </span>
      )}
    </div>
  );
}
const documentCount = ({ beside }: ExamRow): number => beside.reduce((sum, { count }) => sum + count, 0);

const problemText = (count: number): string =>
  count === 1 ? '1 image cannot be shown' : `${count} images cannot be shown`;

/** For the mouse; the keyboard has the arrows, and a screen reader is told by the row. */
function Expander({ others, expanded }: { readonly others: number; readonly expanded: boolean }) {
  if (others === 0) return <span className={styles.expander} />;
  const what = others === 1 ? '1 other exam of this patient' : `${others} other exams of this patient`;
  return (
    <span className={styles.expander} data-expander="" title={what}>
      <span aria-hidden="true">
        {expanded ? '▾' : '▸'} {others}
      </span>
      <span className={styles.hidden}>{what}</span>
    </span>
  );
}

function Views({ row }: { readonly row: ExamRow }) {
  const { screening, others } = viewsPresent(row.views);
  const missing = screeningViews.filter((view) => screening[view] === 0);
  return (
    <div
      role="gridcell"
      className={styles.views}
      title={missing.length ? `Missing: ${missing.join(', ')}` : ''}
    >
      {screeningViews.map((view) => (
        <span key={view} className={screening[view] > 0 ? styles.present : styles.missing}>
          {screening[view] === 0 && <span className={styles.hidden}>no </span>}
          {view}
        </span>
      ))}
      {others.length > 0 && <span className={styles.quiet}>{others.join(', ')}</span>}
    </div>
  );
}

const statuses: Readonly<Record<ReadStatus, { readonly sign: string; readonly text: string }>> = {
  unread: { sign: '○', text: 'Unread' },
  reading: { sign: '◐', text: 'Reading' },
  read: { sign: '●', text: 'Read' },
};

function StatusCell({ row: { readStatus, aiSeenBefore } }: { readonly row: ExamRow }) {
  const { sign, text } = statuses[readStatus];
  const seen = aiSeenBefore ? 'AI seen before: does not count as read without AI' : '';
  return (
    <div role="gridcell" className={readStatus === 'read' ? styles.quiet : ''} title={seen}>
      <span aria-hidden="true">{sign} </span>
      {text}
      {aiSeenBefore && <span className={styles.quiet}>, AI seen before</span>}
    </div>
  );
}
