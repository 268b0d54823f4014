import type { ExamRow } from '../../contract/exam.ts';
import styles from './ExamNotices.module.css';

/** What is odd about the exam as a whole, above its images for as long as it is read: whose they are may be in question. */
export function ExamNotices({ row }: { readonly row: ExamRow }) {
  if (row.notices.length === 0) return null;
  return (
    <div className={styles.notices} role="alert" aria-label="Check this exam">
      {row.notices.map((notice) => (
        <p key={notice}>
          <span aria-hidden="true">▲ </span>
          {notice}
        </p>
      ))}
    </div>
  );
}
