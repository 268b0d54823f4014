import { useRef } from 'react';
import { focusImages } from '../reading/focusImages.ts';
import styles from './AssessmentPanel.module.css';

interface CategoryChoiceProps<Choice extends string> {
  /** In a letter or a word, and whole. */
  readonly label: string;
  readonly title: string;
  readonly choices: readonly Choice[];
  /** What each means. */
  readonly meanings: Readonly<Record<Choice, string>>;
  /** As it is shown where it is chosen, where that is not the choice itself. */
  readonly names?: Partial<Readonly<Record<Choice, string>>>;
  readonly value: Choice | null;
  readonly onChange: (value: Choice | null) => void;
}

/** One of a few, or none yet. */
export function CategoryChoice<Choice extends string>({
  label,
  title,
  choices,
  meanings,
  names = {},
  value,
  onChange,
}: CategoryChoiceProps<Choice>) {
  const byPointer = useRef(false);
  const nameOf = (choice: Choice) => names[choice] ?? choice;
  return (
    <label className={styles.choice} title={value === null ? title : `${title}: ${meanings[value]}`}>
      <span aria-hidden="true">{label}</span>
      <span className={styles.value} data-not-given={value === null} aria-hidden="true">
        {value === null ? '–' : nameOf(value)}
      </span>
      <select
        aria-label={title}
        value={value ?? ''}
        onPointerDown={() => (byPointer.current = true)}
        onKeyDown={() => (byPointer.current = false)}
        onChange={({ target }) => {
          onChange(choices.find((choice) => choice === target.value) ?? null);
          // Whoever has the hand at the mouse has the keys at the images again.
          if (byPointer.current) focusImages();
        }}
      >
        <option value="">–</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {`${nameOf(choice)}  ${meanings[choice]}`}
          </option>
        ))}
      </select>
    </label>
  );
}
