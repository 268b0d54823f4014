import type { ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import { useKeysOf } from '../keys/useCommands.ts';
import panel from './AiPanel.module.css';
import styles from './NetworkControls.module.css';
import { dashOf, drawnNetworks, withGmic } from './networks.ts';
import { operatingThreshold, pointAt, thresholdRange } from './operatingPoint.ts';
import { withThreshold } from './overlayChoices.ts';
import { architectureNames } from './scores.ts';
import { changeChoices, useAi } from './store.ts';

/** Which networks' marks are drawn, from which threshold on, and what that threshold meant on validation data. */
export function NetworkControls({ exam }: { readonly exam: ShownExam }) {
  const networks = useAi(({ choices }) => choices.networks);
  const [down] = useKeysOf('ai.thresholdDown');
  const [up] = useKeysOf('ai.thresholdUp');
  const { weights } = exam;
  const drawn = drawnNetworks(weights, networks);
  const isDrawn = ({ sha256 }: ShownWeights) =>
    drawn.gmic?.sha256 === sha256 || drawn.hds.some((other) => other.sha256 === sha256);
  return (
    <section className={panel.section} aria-label="Networks and thresholds">
      <h3>
        Thresholds {down !== undefined && <kbd>{down}</kbd>} {up !== undefined && <kbd>{up}</kbd>}
      </h3>
      {weights.map((network) => (
        <div key={network.sha256} className={styles.network}>
          <NetworkChoice weights={weights} network={network} drawn={isDrawn(network)} />
          {isDrawn(network) && <ThresholdSlider network={network} />}
        </div>
      ))}
    </section>
  );
}

interface NetworkChoiceProps {
  readonly weights: readonly ShownWeights[];
  readonly network: ShownWeights;
  readonly drawn: boolean;
}

function NetworkChoice({ weights, network, drawn }: NetworkChoiceProps) {
  const { sha256, architecture, name, untrained } = network;
  const several = weights.filter((other) => other.architecture === architecture).length > 1;
  const hds = architecture === 'hds-uresnet';
  const choose = (on: boolean) =>
    changeChoices((choices) => ({
      ...choices,
      networks: hds ? { ...choices.networks, [sha256]: on } : withGmic(choices.networks, weights, sha256),
    }));
  const dash = dashOf(weights, sha256);
  return (
    <label className={styles.choice}>
      {(hds || several) && (
        <input
          type={hds ? 'checkbox' : 'radio'}
          checked={drawn}
          onChange={({ target }) => choose(target.checked)}
        />
      )}
      <span className={styles.name}>
        {architectureNames[architecture]} · {name}
        {untrained && ' (untrained)'}
      </span>
      {hds && (
        <svg className={styles.sample} width="30" height="6" aria-hidden="true">
          <path d="M0 3H30" stroke="currentColor" strokeWidth="1.7" strokeDasharray={dash} />
        </svg>
      )}
    </label>
  );
}

function ThresholdSlider({ network }: { readonly network: ShownWeights }) {
  const thresholds = useAi(({ choices }) => choices.thresholds);
  const { low, high } = thresholdRange(network);
  const threshold = operatingThreshold(network, thresholds);
  const { sha256, name } = network;
  return (
    <>
      <label className={styles.slider}>
        From
        <input
          type="range"
          min={low}
          max={high}
          step={0.01}
          value={threshold}
          aria-label={`Threshold of ${name}`}
          onChange={({ target }) =>
            changeChoices((choices) => withThreshold(choices, sha256, target.valueAsNumber))
          }
        />
        <output>{threshold.toFixed(2)}</output>
      </label>
      <p className={styles.meaning} aria-live="polite">
        {meaningOf(network, threshold)}
      </p>
    </>
  );
}

function meaningOf({ operatingPoints }: ShownWeights, threshold: number): string {
  if (operatingPoints.length === 0) return 'No validation data for these weights';
  const point = pointAt(operatingPoints, threshold);
  if (point === null) return 'Not measured on validation data';
  const { sensitivity, falsePositivesPerImage } = point;
  return (
    `Validation data at ${point.threshold.toFixed(2)}: sensitivity ${sensitivity.toFixed(2)}, ` +
    `${falsePositivesPerImage.toFixed(2)} false positives per image`
  );
}
