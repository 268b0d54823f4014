import { notValidatedNotice } from '../../contract/validation.ts';
import panel from './AiPanel.module.css';
import styles from './Scores.module.css';
import {
  architectureNames,
  probabilityText,
  scoreNames,
  trainedOn,
  type PerBreast,
  type ScoreBlock,
} from './scores.ts';

/** One network, or the mean of several: its probabilities per view, breast and exam, and what it learned from. */
export function ScoreDetails({ block }: { readonly block: ScoreBlock }) {
  return (
    <div className={styles.block}>
      <h4 className={styles.heading}>
        {architectureNames[block.architecture]} · {block.whose}
        {block.untrained && <span className={styles.untrained}>untrained</span>}
        {block.notValidated && <span className={styles.untrained}>{notValidatedNotice}</span>}
      </h4>
      <p className={panel.quiet}>{trainedOn(block)}</p>
      <table className={styles.views}>
        <thead>
          <tr>
            <td />
            <th scope="col">R</th>
            <th scope="col">L</th>
          </tr>
        </thead>
        {block.rows.map((row) => (
          <tbody key={row.kind}>
            {row.views.map(({ view, breasts }) => (
              <Values key={view} name={`${scoreNames[row.kind]} ${view}`} values={breasts} />
            ))}
            <Values name={`${scoreNames[row.kind]}, breast`} values={row.breasts} />
            <tr>
              <th scope="row">{scoreNames[row.kind]}, exam</th>
              <td colSpan={2}>{row.exam === null ? '–' : probabilityText(row.exam)}</td>
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Values({ name, values }: { readonly name: string; readonly values: PerBreast }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {(['R', 'L'] as const).map((side) => {
        const value = values[side];
        return <td key={side}>{value === null ? '–' : probabilityText(value)}</td>;
      })}
    </tr>
  );
}
