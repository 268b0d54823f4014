import type { Architecture } from '../../contract/card.ts';
import type { ShownExam, ShownWeights } from '../../contract/imageAnalysis.ts';
import panel from './AiPanel.module.css';
import styles from './NetworkChoices.module.css';
import { dashOf, drawnNetworks, withGmic } from './networks.ts';
import { architectureNames } from './scores.ts';
import { changeChoices, useAi } from './store.ts';

const drawnKinds: Readonly<Record<Architecture, string>> = {
  gmic: 'saliency and boxes of',
  'hds-uresnet': 'contours of',
};

/** Whose marks are drawn, where there is a choice. */
export function NetworkChoices({ exam }: { readonly exam: ShownExam }) {
  const networks = useAi(({ choices }) => choices.networks);
  const { weights } = exam;
  const drawn = drawnNetworks(weights, networks);
  const isDrawn = ({ sha256 }: ShownWeights) =>
    drawn.gmic?.sha256 === sha256 || drawn.hds.some((other) => other.sha256 === sha256);
  return (['gmic', 'hds-uresnet'] as const).map((architecture) => {
    const own = weights.filter((network) => network.architecture === architecture);
    if (own.length < 2) return null;
    return (
      <fieldset key={architecture} className={`${panel.section} ${styles.networks}`}>
        <legend>
          {architectureNames[architecture]}: {drawnKinds[architecture]}
        </legend>
        {own.map((network) => (
          <NetworkChoice key={network.sha256} weights={weights} network={network} drawn={isDrawn(network)} />
        ))}
      </fieldset>
    );
  });
}

interface NetworkChoiceProps {
  readonly weights: readonly ShownWeights[];
  readonly network: ShownWeights;
  readonly drawn: boolean;
}

function NetworkChoice({ weights, network, drawn }: NetworkChoiceProps) {
  const { sha256, architecture, name, untrained } = network;
  const hds = architecture === 'hds-uresnet';
  const choose = (on: boolean) =>
    changeChoices((choices) => ({
      ...choices,
      networks: hds ? { ...choices.networks, [sha256]: on } : withGmic(choices.networks, weights, sha256),
    }));
  return (
    <label className={styles.choice}>
      <input
        type={hds ? 'checkbox' : 'radio'}
        checked={drawn}
        onChange={({ target }) => choose(target.checked)}
      />
      <span className={styles.name}>
        {name}
        {untrained && ' (untrained)'}
      </span>
      {hds && (
        <svg className={styles.sample} width="30" height="6" aria-hidden="true">
          <path
            d="M0 3H30"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeDasharray={dashOf(weights, sha256)}
          />
        </svg>
      )}
    </label>
  );
}
