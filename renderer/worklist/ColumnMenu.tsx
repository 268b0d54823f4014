import { useRef, type KeyboardEvent } from 'react';
import { useApp } from '../app/store.ts';
import { columns, shownColumns, type ColumnId } from './columns.ts';
import { keepListChoices, listChoices, usePossibleColumns } from './store.ts';
import styles from './ColumnMenu.module.css';

/** Which columns the list has; kept with the settings. */
export function ColumnMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  const possible = usePossibleColumns();
  const view = useApp((state) => state.settings.view);
  const choices = listChoices({ view }).columns;
  const shown = shownColumns(possible, choices);
  const choose = (column: ColumnId, show: boolean) =>
    keepListChoices({ columns: { ...choices, [column]: show } });
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || menu.current?.open !== true) return;
    event.preventDefault();
    event.stopPropagation();
    close();
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={menu}
      className={styles.menu}
      onKeyDown={onKeyDown}
      onBlur={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
    >
      <summary>Columns</summary>
      <fieldset className={styles.columns}>
        <legend className={styles.legend}>Columns</legend>
        {possible
          .filter((column) => column !== 'patient')
          .map((column) => (
            <label key={column}>
              <input
                type="checkbox"
                checked={shown.includes(column)}
                onChange={({ target }) => choose(column, target.checked)}
              />
              {columns[column]}
            </label>
          ))}
      </fieldset>
    </details>
  );
}
