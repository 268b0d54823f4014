import type { ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import { say } from '../app/hint.ts';
import { useKeysOf } from '../keys/useCommands.ts';
import panel from './AiPanel.module.css';
import { drawnNetworks } from './networks.ts';
import { operatingThreshold, pointAt, thresholdRange } from './operatingPoint.ts';
import { withThreshold } from './overlayChoices.ts';
import { architectureNames } from './scores.ts';
import { changeChoices, useAi } from './store.ts';
import { thresholdSign } from './thresholdKeys.ts';
import styles from './ThresholdControls.module.css';

/** From which probability on a network's findings count, and what that meant where it was measured. */
export function ThresholdControls({ exam }: { readonly exam: ShownExam }) {
  const networks = useAi(({ choices }) => choices.networks);
  const [down] = useKeysOf('ai.thresholdDown');
  const [up] = useKeysOf('ai.thresholdUp');
  const { hds, gmic } = drawnNetworks(exam.weights, networks);
  return (
    <section className={panel.section} aria-label="Thresholds">
      <h3>
        Thresholds {down !== undefined && <kbd>{down}</kbd>} {up !== undefined && <kbd>{up}</kbd>}
      </h3>
      {[...(gmic === null ? [] : [gmic]), ...hds].map((network) => (
        <ThresholdSlider key={network.sha256} exam={exam} network={network} alone={hds.length < 2} />
      ))}
    </section>
  );
}

interface ThresholdSliderProps {
  readonly exam: ShownExam;
  readonly network: ShownWeights;
  /** The only one of its architecture: its name is not needed. */
  readonly alone: boolean;
}

function ThresholdSlider({ exam, network, alone }: ThresholdSliderProps) {
  const thresholds = useAi(({ choices }) => choices.thresholds);
  const { low, high } = thresholdRange(network);
  const threshold = operatingThreshold(network, thresholds);
  const { sha256, name, architecture } = network;
  const whole = `${architectureNames[architecture]} · ${name}`;
  return (
    <div className={styles.threshold}>
      <label className={styles.slider}>
        <span className={styles.name} title={whole}>
          {alone || architecture === 'gmic' ? architectureNames[architecture] : name}
        </span>
        <input
          type="range"
          min={low}
          max={high}
          step={0.01}
          value={threshold}
          aria-label={`Threshold of ${whole}`}
          onChange={({ target }) => {
            const before = useAi.getState().choices;
            changeChoices((choices) => withThreshold(choices, sha256, target.valueAsNumber));
            say(thresholdSign(exam, before, useAi.getState().choices));
          }}
        />
        <output>{threshold.toFixed(2)}</output>
      </label>
      <p className={panel.quiet} aria-live="polite">
        {meaningOf(network, threshold)}
      </p>
    </div>
  );
}

function meaningOf({ operatingPoints }: ShownWeights, threshold: number): string {
  if (operatingPoints.length === 0) return 'These weights were not measured';
  const point = pointAt(operatingPoints, threshold);
  if (point === null) return 'Not measured at this threshold';
  const { sensitivity, falsePositivesPerImage } = point;
  return (
    `At ${point.threshold.toFixed(2)} on its test images: sensitivity ${sensitivity.toFixed(2)}, ` +
    `${falsePositivesPerImage.toFixed(2)} false positives per image`
  );
}
