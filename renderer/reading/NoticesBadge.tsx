import type { Rect } from '../../contract/geometry.ts';
import styles from './NoticesBadge.module.css';
import { useReading } from './store.ts';

interface NoticesBadgeProps {
  readonly text: string;
  readonly box: Rect;
  readonly side: 'left' | 'right';
  /** What is odd about the image, in sentences. */
  readonly notices: readonly string[];
}

/** How much is odd about an image; what it is, while the pointer or the focus is on it, or by its key. */
export function NoticesBadge({ text, box, side, notices }: NoticesBadgeProps) {
  const open = useReading((state) => state.noticesShown);
  return (
    <div className={styles.notices} style={{ top: box.y, [side]: 6 }} data-side={side} data-open={open}>
      <span
        className={styles.badge}
        style={{ width: box.width, height: box.height }}
        tabIndex={0}
        role="note"
        aria-label={notices.join(' ')}
        data-line="notices"
      >
        {text}
      </span>
      <ul aria-hidden="true">
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
    </div>
  );
}
