import { useHint } from '../app/hint.ts';
import styles from './HintLine.module.css';

/** What the last key did, at the lower edge of the images. */
export function HintLine() {
  const text = useHint((state) => state.text);
  return (
    <div className={styles.line} role="status" aria-label="Last command" data-hint>
      {text !== '' && <span>{text}</span>}
    </div>
  );
}
