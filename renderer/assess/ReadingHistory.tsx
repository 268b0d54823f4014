import type { ReadingEvent } from '../../contract/reading.ts';
import { historyLines } from './history.ts';
import styles from './AssessmentPanel.module.css';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const fullTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** In which order what was done and seen: the evidence of a sequential reading. */
export function ReadingHistory({ events }: { readonly events: readonly ReadingEvent[] }) {
  const lines = historyLines(events);
  if (lines.length === 0) return null;
  return (
    <details className={styles.fold}>
      <summary>Order of events</summary>
      <ol>
        {lines.map(({ sequence, time, text }) => (
          <li key={sequence}>
            <time dateTime={time} title={fullTime.format(new Date(time))}>
              {clock.format(new Date(time))}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
