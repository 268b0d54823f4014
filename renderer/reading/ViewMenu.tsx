import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Point } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import { useApp } from '../app/store.ts';
import { isElement, isHtmlElement, windowOf } from '../app/windows.ts';
import type { CommandId } from '../keys/commands.ts';
import { commands } from '../keys/commands.ts';
import { keysOf, runCommand } from '../keys/useCommands.ts';
import { presets } from '../viewport/display.ts';
import type { ShownTile } from './shownTile.ts';
import { readingChoices } from './readingChoices.ts';
import { useReading } from './store.ts';
import { showPreset } from './viewActions.ts';
import { areLinked } from './viewing.ts';
import styles from './ViewMenu.module.css';

interface ViewMenuProps {
  readonly tile: ShownTile;
  readonly header: ImageHeader;
  /** In CSS pixels of the window. */
  readonly at: Point;
  readonly onClose: () => void;
}

const offered: readonly (readonly CommandId[])[] = [
  ['display.invert'],
  ['view.fit', 'view.actual', 'view.true', 'view.reset'],
  ['view.turn', 'view.mirror'],
  ['program.snapshot', 'program.copy', 'program.summary'],
  ['view.secondWindow'],
];

/** Windows, tables and places of one view, where the right button was clicked. */
export function ViewMenu({ tile, header, at, onClose }: ViewMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const imageId = tile.image?.imageId ?? '';
  const display = useReading((state) => state.displays[imageId]);
  const moving = useReading(({ viewing }) => areLinked(viewing));
  const windowing = useApp(({ settings }) => readingChoices(settings).windowsLinked);
  const pointing = useApp(({ settings }) => readingChoices(settings).cursorLinked);
  const links = [
    { command: 'view.link', linked: moving },
    { command: 'display.linkWindows', linked: windowing },
    { command: 'view.linkCursor', linked: pointing },
  ] as const;
  useEffect(() => {
    const element = menu.current;
    if (!element) return;
    const view = windowOf(element);
    const before = view.document.activeElement;
    element.querySelector('button')?.focus();
    const closeOutside = (event: Event) => {
      if (isElement(event.target) && !element.contains(event.target)) onClose();
    };
    view.addEventListener('pointerdown', closeOutside, true);
    view.addEventListener('blur', onClose);
    return () => {
      view.removeEventListener('pointerdown', closeOutside, true);
      view.removeEventListener('blur', onClose);
      if (isHtmlElement(before)) before.focus();
    };
  }, [onClose]);
  const choose = (act: () => void) => () => {
    onClose();
    act();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const index = items.findIndex((item) => item === item.ownerDocument.activeElement);
      items[(index + step + items.length) % items.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
  };
  const [place, setPlace] = useState(at);
  // Not beyond the window's edges; before it is painted.
  useLayoutEffect(() => {
    if (!menu.current) return;
    const { width, height } = menu.current.getBoundingClientRect();
    const { innerWidth, innerHeight } = windowOf(menu.current);
    setPlace({
      x: Math.max(0, Math.min(at.x, innerWidth - width)),
      y: Math.max(0, Math.min(at.y, innerHeight - height)),
    });
  }, [at]);
  return (
    <div
      ref={menu}
      role="menu"
      aria-label={tile.label}
      className={styles.menu}
      style={{ left: place.x, top: place.y }}
      onKeyDown={onKeyDown}
    >
      {presets(header).map(({ label, voi }, index) => {
        const chosen =
          voi.type === 'image' && display?.voi.type === 'image' && display.voi.index === voi.index;
        return (
          <button
            key={index}
            type="button"
            role="menuitemradio"
            aria-checked={chosen}
            onClick={choose(() => showPreset(imageId, index))}
          >
            {label}
          </button>
        );
      })}
      <div role="group" className={styles.group}>
        {links.map(({ command, linked }) => (
          <button
            key={command}
            type="button"
            role="menuitemcheckbox"
            aria-checked={linked}
            onClick={choose(() => runCommand(command))}
          >
            {commands[command].title} <kbd>{keysOf(command)[0]}</kbd>
          </button>
        ))}
      </div>
      {offered.map((ids) => (
        <div key={ids[0]} role="group" className={styles.group}>
          {ids.map((id) => (
            <button key={id} type="button" role="menuitem" onClick={choose(() => runCommand(id))}>
              {commands[id].title} <kbd>{keysOf(id)[0]}</kbd>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
