import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from 'react';
import { useApp } from '../app/store.ts';
import type { Line } from './lines.ts';
import {
  activeIndex,
  allSelected,
  extendedTo,
  lineAfterKey,
  onlySelected,
  toggled,
  type Selection,
} from './selection.ts';
import { columns as titles, tracks, type ColumnId } from './columns.ts';
import { sortedBy } from './sorting.ts';
import { keepListChoices, listChoices, useColumns, useWorklist } from './store.ts';
import { rowElementId, WorklistRow } from './WorklistRow.tsx';
import styles from './WorklistTable.module.css';

/** CSS pixels; as `.row` and `.header` in the style sheet. */
const rowHeight = 32;
const headerHeight = 30;

interface WorklistTableProps {
  readonly lines: readonly Line[];
  /** Ids of the lines. */
  readonly order: readonly string[];
  readonly tableRef: RefObject<HTMLDivElement | null>;
}

/** Only the lines in sight are in the page, so that ten thousand scroll as ten do. */
export function WorklistTable({ lines, order, tableRef }: WorklistTableProps) {
  const selection = useWorklist((state) => state.selection);
  const active = activeIndex(order, selection);
  const columns = useColumns();
  const virtualizer = useLinesInSight(lines, active, tableRef);
  const onKeyDown = useListKeys(lines, order, active, (index) =>
    virtualizer.scrollToIndex(index, { align: 'auto' }),
  );
  const { onClick, onDoubleClick } = useListMouse(lines, order);
  return (
    <div
      ref={tableRef}
      className={styles.table}
      role="treegrid"
      aria-label="Exams"
      aria-multiselectable="true"
      aria-rowcount={lines.length + 1}
      aria-colcount={columns.length}
      style={{ '--tracks': columns.map((column) => tracks[column]).join(' ') } as CSSProperties}
      aria-activedescendant={active >= 0 ? rowElementId(order[active]) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onScroll={(event) => useWorklist.setState({ scrollTop: event.currentTarget.scrollTop })}
    >
      <ColumnTitles columns={columns} />
      <div className={styles.body} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => (
          <WorklistRow
            key={key}
            line={lines[index]}
            index={index}
            top={start - headerHeight}
            active={index === active}
            selected={selection.selected.has(order[index])}
            columns={columns}
          />
        ))}
      </div>
    </div>
  );
}

function useLinesInSight(lines: readonly Line[], active: number, tableRef: RefObject<HTMLDivElement | null>) {
  // The active line stays in the page when it is scrolled away: it is what a screen reader is told of.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inSight = defaultRangeExtractor(range);
      if (active < 0 || active >= range.count || inSight.includes(active)) return inSight;
      return [...inSight, active].sort((a, b) => a - b);
    },
    [active],
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => tableRef.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index].row.examId,
    overscan: 8,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    rangeExtractor,
    initialOffset: () => useWorklist.getState().scrollTop,
  });
  useEffect(() => {
    // Back from an exam: the list is where it was, or where reading has led.
    tableRef.current?.focus({ preventScroll: true });
    if (useWorklist.getState().selection.active !== null && active >= 0)
      virtualizer.scrollToIndex(active, { align: 'auto' });
  }, []);
  return virtualizer;
}

function ColumnTitles({ columns }: { readonly columns: readonly ColumnId[] }) {
  const view = useApp((state) => state.settings.view);
  const { sorting } = listChoices({ view });
  return (
    <div className={styles.header} role="rowgroup">
      <div className={styles.line} role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = sorting.column === column;
          const direction = sorting.descending ? 'descending' : 'ascending';
          return (
            <div key={column} role="columnheader" aria-sort={sorted ? direction : 'none'}>
              <button
                type="button"
                className={styles.sort}
                onClick={() => keepListChoices({ sorting: sortedBy(sorting, column) })}
              >
                {titles[column]}
                <span aria-hidden="true">{sorted ? (sorting.descending ? '▾' : '▴') : ''}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useListKeys(
  lines: readonly Line[],
  order: readonly string[],
  active: number,
  scrollTo: (index: number) => void,
) {
  const { select, expand, openExam } = useWorklist.getState();
  return (event: KeyboardEvent<HTMLDivElement>) => {
    // Keys of the buttons in the titles are theirs.
    if (event.target !== event.currentTarget || active < 0) return;
    const { selection } = useWorklist.getState();
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - headerHeight) / rowHeight) - 1);
    const to = lineAfterKey(event.key, active, lines.length, page);
    const examId = order[active];
    const { level, others, expanded, row } = lines[active];
    const ctrl = event.ctrlKey || event.metaKey;
    if (to !== null) {
      select(movedTo(order, selection, order[to], event.shiftKey, ctrl));
      scrollTo(to);
    } else if (event.key === 'Enter') openExam(examId);
    else if (event.key === ' ') select(toggled(selection, examId));
    else if (event.key === 'a' && ctrl) select(allSelected(order, selection));
    else if (event.key === 'ArrowRight' && others > 0) expand(row.patientKey, true);
    else if (event.key === 'ArrowLeft' && level === 1 && expanded) expand(row.patientKey, false);
    else if (event.key === 'ArrowLeft' && level === 2) {
      const first = lines.findLastIndex((line, index) => index < active && line.level === 1);
      select(onlySelected(order[first]));
      scrollTo(first);
    } else return;
    event.preventDefault();
  };
}

function movedTo(
  order: readonly string[],
  selection: Selection,
  examId: string,
  extend: boolean,
  keep: boolean,
): Selection {
  if (extend) return extendedTo(order, selection, examId);
  return keep ? { ...selection, active: examId } : onlySelected(examId);
}

function useListMouse(lines: readonly Line[], order: readonly string[]) {
  const { select, expand, openExam } = useWorklist.getState();
  const pressed = useRef<string | null>(null);
  const lineAt = (event: MouseEvent<HTMLDivElement>): Line | null => {
    const element = (event.target as Element).closest<HTMLElement>('[data-index]');
    return element ? lines[Number(element.dataset.index)] : null;
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const line = lineAt(event);
    if (!line) return;
    const { examId, patientKey } = line.row;
    pressed.current = examId;
    const { selection } = useWorklist.getState();
    if ((event.target as Element).closest('[data-expander]')) expand(patientKey, !line.expanded);
    else if (event.shiftKey) select(extendedTo(order, selection, examId));
    else if (event.ctrlKey || event.metaKey) select(toggled(selection, examId));
    else select(onlySelected(examId));
  };
  const onDoubleClick = (event: MouseEvent<HTMLDivElement>) => {
    const line = lineAt(event);
    const onExpander = (event.target as Element).closest('[data-expander]') !== null;
    // The list may have moved between the two clicks.
    if (line && !onExpander && line.row.examId === pressed.current) openExam(line.row.examId);
  };
  return { onClick, onDoubleClick };
}
