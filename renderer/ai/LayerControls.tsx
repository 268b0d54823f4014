import type { CSSProperties } from 'react';
import type { CommandId } from '../keys/commands.ts';
import { useKeysOf, useTip } from '../keys/useCommands.ts';
import panel from './AiPanel.module.css';
import styles from './LayerControls.module.css';
import { mapLayers, withLayer, type Layer, type LayerChoice, type MapLayer } from './overlayChoices.ts';
import { changeChoices, useAi } from './store.ts';

interface LayerRow {
  readonly layer: Layer;
  readonly name: string;
  readonly command: CommandId;
  readonly tone: string;
}

const rows: readonly LayerRow[] = [
  { layer: 'contours', name: 'Outlines', command: 'ai.contours', tone: 'contour' },
  { layer: 'malignant', name: 'Malignant', command: 'ai.malignant', tone: 'malignant' },
  { layer: 'benign', name: 'Benign', command: 'ai.benign', tone: 'benign' },
  { layer: 'classification', name: 'Mass map', command: 'ai.classification', tone: 'classification' },
  { layer: 'boxes', name: 'Boxes', command: 'ai.boxes', tone: 'box' },
];

/** Every kind of mark: on or off, how opaque, and from which value on. */
export function LayerControls() {
  const on = useAi(({ choices }) => choices.on);
  const [key] = useKeysOf('ai.toggle');
  const tip = useTip('ai.toggle');
  return (
    <section className={panel.section} aria-label="Marks">
      <table className={styles.layers}>
        <thead>
          <tr>
            <th scope="col">
              <label className={styles.name} title={tip}>
                <input
                  type="checkbox"
                  checked={on}
                  onChange={({ target }) => changeChoices((choices) => ({ ...choices, on: target.checked }))}
                />
                All marks {key !== undefined && <kbd>{key}</kbd>}
              </label>
            </th>
            <th scope="col">Opacity</th>
            <th scope="col" title="Values below are not drawn">
              From
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <LayerControl key={row.layer} {...row} />
          ))}
        </tbody>
      </table>
      <Explained />
    </section>
  );
}

/** What is drawn of boxes, and what the map of masses is. */
function Explained() {
  const attention = useAi(({ choices }) => choices.layers.boxes.attention);
  const [key] = useKeysOf('ai.boxes');
  return (
    <>
      <p className={panel.quiet}>
        Boxes: patches from attention {attention.toFixed(2)} on; at 1:1 only when asked
        {key !== undefined && (
          <>
            {' '}
            (<kbd>{key}</kbd>)
          </>
        )}
      </p>
      <p className={panel.quiet}>
        Mass map: how probable a mass is in each cell of a coarse grid. It shows where to look, not an
        outline.
      </p>
    </>
  );
}

const isMap = (layer: Layer): layer is MapLayer => (mapLayers as readonly Layer[]).includes(layer);

function LayerControl({ layer, name, command, tone }: LayerRow) {
  const layers = useAi(({ choices }) => choices.layers);
  const [key] = useKeysOf(command);
  const tip = useTip(command);
  const { on, opacity } = layers[layer];
  const change = (changed: Partial<LayerChoice>) =>
    changeChoices((choices) => withLayer(choices, layer, changed));
  return (
    <tr style={{ '--tone': `var(--${tone})` } as CSSProperties}>
      <th scope="row">
        <label className={styles.name} title={tip}>
          <input type="checkbox" checked={on} onChange={({ target }) => change({ on: target.checked })} />
          <span className={styles.swatch} />
          {name} {key !== undefined && <kbd>{key}</kbd>}
        </label>
      </th>
      <td>
        <ShareSlider
          label={`${name}: opacity`}
          value={opacity}
          least={0.1}
          onChange={(value) => change({ opacity: value })}
        />
      </td>
      <td>
        {isMap(layer) && (
          <ShareSlider
            label={`${name}: least value drawn`}
            value={layers[layer].threshold}
            least={0}
            onChange={(value) => changeChoices((choices) => withLayer(choices, layer, { threshold: value }))}
          />
        )}
        {layer === 'boxes' && (
          <ShareSlider
            label="Boxes: least attention drawn"
            value={layers.boxes.attention}
            least={0}
            onChange={(value) =>
              changeChoices((choices) => withLayer(choices, 'boxes', { attention: value }))
            }
          />
        )}
      </td>
    </tr>
  );
}

interface ShareSliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly onChange: (value: number) => void;
}

function ShareSlider({ label, value, least, onChange }: ShareSliderProps) {
  return (
    <input
      type="range"
      min={least}
      max={1}
      step={0.05}
      value={value}
      aria-label={label}
      title={`${label} ${value.toFixed(2)}`}
      onChange={({ target }) => onChange(target.valueAsNumber)}
    />
  );
}
