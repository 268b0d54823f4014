import { useLayoutEffect, useRef } from 'react';
import type { ImageHeader } from '../../contract/image.ts';
import { commands, type CommandId } from '../keys/commands.ts';
import { useTip } from '../keys/useCommands.ts';
import type { ToolName } from '../tools/toolName.ts';
import { presets, windowOf, type DisplaySettings } from '../viewport/display.ts';
import { focusImages } from './focusImages.ts';
import { LinkStates } from './LinkStates.tsx';
import { followDisplay } from './motion.ts';
import { useReading } from './store.ts';
import styles from './TopBar.module.css';
import { showPreset } from './viewActions.ts';

const toolCommand: Readonly<Record<ToolName, CommandId>> = {
  window: 'tool.window',
  magnifier: 'tool.magnifier',
  length: 'tool.length',
  ellipse: 'tool.ellipse',
  freehand: 'tool.freehand',
  arrow: 'tool.arrow',
  text: 'tool.text',
};

/** Short, for the bar; the key sheet has the whole titles. */
const tools: readonly (readonly [ToolName, string])[] = [
  ['window', 'Window'],
  ['magnifier', 'Magnifier'],
  ['length', 'Length'],
  ['ellipse', 'Ellipse'],
  ['freehand', 'Freehand'],
  ['arrow', 'Arrow'],
  ['text', 'Text'],
];

const toolTitle = (tool: ToolName) => `What the left button does: ${commands[toolCommand[tool]].title}`;

/** What the left button does, and how the active view is windowed. */
export function ToolMenu() {
  const toolName = useReading((state) => state.toolName);
  const tip = useTip(toolCommand[toolName], toolTitle(toolName));
  return (
    <>
      <WindowMenu />
      <LinkStates />
      <label className={styles.further} title={tip}>
        <span className={styles.caption}>Tool</span>{' '}
        <select
          aria-label="Tool of the left button"
          value={toolName}
          data-in-use={toolName !== 'window'}
          onChange={({ target }) => {
            useReading.getState().chooseTool(target.value as ToolName);
            focusImages();
          }}
        >
          {tools.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function WindowMenu() {
  const tip = useTip('display.nextPreset', 'Window or table of the active view');
  const imageId = useReading(
    ({ tiles, activeTileId }) => tiles.find(({ tileId }) => tileId === activeTileId)?.image?.imageId ?? null,
  );
  const header = useReading((state) => (imageId === null ? undefined : state.headers[imageId]));
  const display = useReading((state) => (imageId === null ? undefined : state.displays[imageId]));
  if (imageId === null || !header || !display) return null;
  const offered = presets(header);
  const own = display.voi.type === 'window';
  return (
    <label className={styles.further} title={tip}>
      <span className={styles.caption}>Window</span>{' '}
      <WindowText imageId={imageId} header={header} display={display} />
      {offered.length > 0 && (
        <select
          aria-label="Window"
          value={display.voi.type === 'image' ? display.voi.index : ownWindow}
          onChange={({ target }) => {
            if (target.value !== ownWindow) showPreset(imageId, Number(target.value));
            focusImages();
          }}
        >
          {own && <option value={ownWindow}>Own</option>}
          {offered.map(({ label }, index) => (
            <option key={index} value={index}>
              {label}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}

interface WindowTextProps {
  readonly imageId: string;
  readonly header: ImageHeader;
  readonly display: DisplaySettings;
}

/** Centre and width, also while they are being dragged. */
function WindowText({ imageId, header, display }: WindowTextProps) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = (shown: DisplaySettings) => {
      if (element.current) element.current.textContent = windowText(header, shown);
    };
    write(display);
    return followDisplay(imageId, write);
  }, [imageId, header, display]);
  return <span ref={element} className={styles.window} title="Window centre and width" />;
}

function windowText(header: ImageHeader, display: DisplaySettings): string {
  const window = windowOf(header, display);
  const numbers = window ? `${Math.round(window.center)} / ${Math.round(window.width)} ` : '';
  return `${numbers}${display.inverted ? 'inverted ' : ''}`;
}

/** Value of the choice that stands for a window dragged by the reader. */
const ownWindow = 'own';
