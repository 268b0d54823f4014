import { useId, type KeyboardEvent } from 'react';
import styles from './AssessmentPanel.module.css';

interface ChoiceGroupProps<Choice extends string> {
  readonly legend: string;
  readonly choices: readonly Choice[];
  /** What each means. */
  readonly meanings: Readonly<Record<Choice, string>>;
  readonly value: Choice | null;
  readonly onChange: (value: Choice | null) => void;
}

/** One of a few, or none: choosing the chosen one again, or Delete, takes it back. */
export function ChoiceGroup<Choice extends string>({
  legend,
  choices,
  meanings,
  value,
  onChange,
}: ChoiceGroupProps<Choice>) {
  const name = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    onChange(null);
  };
  return (
    <fieldset className={styles.group} onKeyDown={onKeyDown}>
      <legend>
        {legend}
        <span className={styles.meaning}>{value === null ? '' : meanings[value]}</span>
      </legend>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <label key={choice} className={styles.choice} title={meanings[choice]}>
            <input
              type="radio"
              name={name}
              value={choice}
              checked={choice === value}
              aria-label={`${choice}, ${meanings[choice]}`}
              onChange={() => onChange(choice)}
              onClick={() => {
                if (choice === value) onChange(null);
              }}
            />
            <span aria-hidden="true">{choice}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
