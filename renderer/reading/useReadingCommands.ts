import { useApp } from '../app/store.ts';
import { useCommands, type CommandHandlers } from '../keys/useCommands.ts';
import type { ToolName } from '../tools/toolName.ts';
import { copyView, saveSnapshot } from './exportActions.ts';
import { moveFrame, togglePlaying } from './frameActions.ts';
import { atActualPixels, fit, mirror, pannedByKey, turn, zoomedByKey } from './placements.ts';
import { readingChoices, withFoldToggled, withReadingChoices, type Beside } from './readingChoices.ts';
import { saveSummary } from './saveSummary.ts';
import { useReading } from './store.ts';
import {
  activeImageId,
  invert,
  moveActive,
  resetActive,
  showNextPreset,
  showTrueSize,
} from './viewActions.ts';
import { areLinked, largeToggled, numberedView, quadrantsToggled, walked } from './viewing.ts';

interface ScreenActions {
  readonly onClose: () => void;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
  readonly imagesOnly: boolean;
  readonly setImagesOnly: (imagesOnly: boolean) => void;
}

/** The reading screen's keys, but for those of its panels. */
export function useReadingCommands(actions: ScreenActions): void {
  useCommands({
    ...caseCommands(actions),
    ...viewCommands,
    ...displayCommands,
    ...panelCommands,
    ...toolCommands,
  });
}

function caseCommands({
  onClose,
  onNext,
  onPrevious,
  imagesOnly,
  setImagesOnly,
}: ScreenActions): CommandHandlers {
  return {
    'case.next': onNext,
    'case.previous': onPrevious,
    'case.close': () => {
      if (!leaveInnermost(imagesOnly, setImagesOnly)) onClose();
    },
    'view.fullImage': () => setImagesOnly(!imagesOnly),
  };
}

/** Escape leaves one thing at a time: the tool, the large view, the images alone; false where it was the exam. */
function leaveInnermost(imagesOnly: boolean, setImagesOnly: (imagesOnly: boolean) => void): boolean {
  const { toolName, chooseTool, viewing, change } = useReading.getState();
  const { largeTileId } = viewing;
  if (toolName !== 'window') chooseTool('window');
  else if (largeTileId !== null) change((before) => largeToggled(before, largeTileId));
  else if (imagesOnly) setImagesOnly(false);
  else return false;
  return true;
}

const { getState } = useReading;
const numbered = (number: number) => () => getState().change((viewing) => numberedView(viewing, number));
const pan = (x: number, y: number) => () =>
  moveActive((viewing, cameras, tileId) => pannedByKey(viewing, cameras, tileId, { x, y }));
const zoom = (direction: 1 | -1) => () =>
  moveActive((viewing, cameras, tileId) => zoomedByKey(viewing, cameras, tileId, direction));
const onImage = (act: (imageId: string) => void) => () => {
  const imageId = activeImageId();
  if (imageId !== null) act(imageId);
};

const viewCommands: CommandHandlers = {
  'step.next': () => getState().change((viewing) => walked(viewing, 1)),
  'step.previous': () => getState().change((viewing) => walked(viewing, -1)),
  'view.1': numbered(1),
  'view.2': numbered(2),
  'view.3': numbered(3),
  'view.4': numbered(4),
  'view.quadrants': () => getState().change(quadrantsToggled),
  'view.fit': () => moveActive(fit),
  'view.actual': () => moveActive(atActualPixels),
  'view.true': showTrueSize,
  'view.in': zoom(1),
  'view.out': zoom(-1),
  'view.panLeft': pan(-1, 0),
  'view.panRight': pan(1, 0),
  'view.panUp': pan(0, -1),
  'view.panDown': pan(0, 1),
  'view.reset': resetActive,
  'view.turn': () => moveActive(turn),
  'view.mirror': () => moveActive(mirror),
  'view.link': () => {
    getState().change((viewing) => ({ ...viewing, linkChoice: !areLinked(viewing) }));
    const message = areLinked(getState().viewing) ? 'Views are linked' : 'Views move alone';
    useApp.getState().notify({ level: 'info', message });
  },
  'frame.next': onImage((imageId) => moveFrame(imageId, 1)),
  'frame.previous': onImage((imageId) => moveFrame(imageId, -1)),
  'frame.play': onImage(togglePlaying),
};

const fold = (beside: Beside) => () => {
  const { settings, saveSettings } = useApp.getState();
  saveSettings({ view: withFoldToggled(settings, beside) });
};

const panelCommands: CommandHandlers = {
  'ai.panel': fold('panel'),
  'ai.strip': fold('strip'),
  'program.snapshot': () => void saveSnapshot(),
  'program.copy': () => void copyView(),
  'program.summary': () => void saveSummary(),
};

const displayCommands: CommandHandlers = {
  'display.invert': onImage(invert),
  'display.nextPreset': onImage(showNextPreset),
  'display.linkWindows': toggleWindowLink,
  'display.hideText': () => getState().setTextShown(!getState().textShown),
};

function toggleWindowLink(): void {
  const { settings, saveSettings, notify } = useApp.getState();
  const windowsLinked = !readingChoices(settings).windowsLinked;
  saveSettings({ view: withReadingChoices(settings, { windowsLinked }) });
  const message = windowsLinked ? 'Windowing changes all views' : 'Windowing changes one view alone';
  notify({ level: 'info', message });
}

/** The key of the tool in use puts it back. */
const tool = (name: ToolName) => () => getState().chooseTool(getState().toolName === name ? 'window' : name);

const toolCommands: CommandHandlers = {
  'tool.window': tool('window'),
  'tool.magnifier': tool('magnifier'),
  'tool.length': tool('length'),
  'tool.ellipse': tool('ellipse'),
  'tool.freehand': tool('freehand'),
  'tool.arrow': tool('arrow'),
  'tool.text': tool('text'),
};
