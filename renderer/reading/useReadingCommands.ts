import { say } from '../app/hint.ts';
import { askToComplete } from '../assess/line.ts';
import { useCommands, type CommandHandlers } from '../keys/useCommands.ts';
import type { ToolName } from '../tools/toolName.ts';
import { copyView, saveSnapshot } from './exportActions.ts';
import { moveFrame, togglePlaying } from './frameActions.ts';
import { atActualPixels, fit, mirror, pannedByKey, turn, zoomedByKey } from './placements.ts';
import { useReading } from './store.ts';
import {
  glideActive,
  invert,
  moveActive,
  onActiveImage,
  resetActive,
  resetAll,
  showNextPreset,
  showTrueSize,
  toggleCursorLink,
  toggleViewLink,
  toggleWindowLink,
} from './viewActions.ts';
import {
  currentStep,
  largeToggled,
  numberedView,
  quadrantsOf,
  quadrantsToggled,
  walked,
  type Viewing,
} from './viewing.ts';

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
    ...nothingToEdit,
    ...caseCommands(actions),
    ...stepCommands(actions.imagesOnly),
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
    'view.fullImage': () => {
      setImagesOnly(!imagesOnly);
      if (!imagesOnly) say('Images only · Esc leaves');
    },
  };
}

const noMark = () => say('No mark is selected');

/** Marks answer these first, where one is selected. */
const nothingToEdit: CommandHandlers = {
  'edit.delete': noMark,
  'edit.left': noMark,
  'edit.right': noMark,
  'edit.up': noMark,
  'edit.down': noMark,
  'edit.text': () => say('No mark with a text is selected'),
};

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

/** Changes what is shown, or says why it stays. */
function changeOr(change: (viewing: Viewing) => Viewing, unchanged: string): boolean {
  const before = getState().viewing;
  getState().change(change);
  const changed = getState().viewing !== before;
  if (!changed) say(unchanged);
  return changed;
}

/** Without the bar above the images, the step is told here. */
const stepCommands = (imagesOnly: boolean): CommandHandlers => {
  const sayWhere = () => {
    if (imagesOnly) say(whereText(getState().viewing));
  };
  return {
    // After the last step comes completing: what would be recorded is shown, and Enter confirms it.
    'step.next': () => {
      const { viewing, exam, change } = getState();
      change((before) => walked(before, 1));
      if (getState().viewing !== viewing) sayWhere();
      else if (exam) askToComplete(exam.row.examId);
    },
    'step.previous': () => {
      if (changeOr((viewing) => walked(viewing, -1), 'First step')) sayWhere();
    },
  };
};

/** "CC pair", "CC at 1:1, 2 of 6". */
function whereText(viewing: Viewing): string {
  const title = currentStep(viewing)?.title ?? '';
  return viewing.quadrant === null ? title : `${title}, ${viewing.quadrant + 1} of ${quadrantsOf(viewing)}`;
}

const numbered = (number: number) => () =>
  changeOr((viewing) => numberedView(viewing, number), `No step has ${number} views`);
const pan = (x: number, y: number) => () =>
  glideActive(
    (viewing, cameras, tileId) => pannedByKey(viewing, cameras, tileId, { x, y }),
    'Edge of the image',
  );
const zoom = (direction: 1 | -1, unchanged: string) => () =>
  glideActive((viewing, cameras, tileId) => zoomedByKey(viewing, cameras, tileId, direction), unchanged);

const viewCommands: CommandHandlers = {
  'view.1': numbered(1),
  'view.2': numbered(2),
  'view.3': numbered(3),
  'view.4': numbered(4),
  'view.quadrants': () => {
    getState().change(quadrantsToggled);
    say(getState().viewing.quadrant === null ? 'Whole views' : 'Quadrants at 1:1');
  },
  'view.fit': () => moveActive(fit, 'Fits already'),
  'view.actual': () => moveActive(atActualPixels, 'At 1:1 already'),
  'view.true': showTrueSize,
  'view.in': zoom(1, 'As large as it gets'),
  'view.out': zoom(-1, 'As small as it gets'),
  'view.panLeft': pan(-1, 0),
  'view.panRight': pan(1, 0),
  'view.panUp': pan(0, -1),
  'view.panDown': pan(0, 1),
  'view.reset': resetActive,
  'view.resetAll': resetAll,
  'view.turn': () => moveActive(turn),
  'view.mirror': () => moveActive(mirror),
  'view.link': toggleViewLink,
  'view.linkCursor': toggleCursorLink,
  'frame.next': onActiveImage((imageId) => moveFrame(imageId, 1)),
  'frame.previous': onActiveImage((imageId) => moveFrame(imageId, -1)),
  'frame.play': onActiveImage(togglePlaying),
};

const panelCommands: CommandHandlers = {
  'program.snapshot': () => void saveSnapshot(),
  'program.copy': () => void copyView(),
};

const displayCommands: CommandHandlers = {
  'display.invert': onActiveImage(invert),
  'display.nextPreset': onActiveImage(showNextPreset),
  'display.linkWindows': toggleWindowLink,
  'display.notices': () => {
    const { tiles, noticesShown, setNoticesShown } = getState();
    if (tiles.every(({ image }) => !image || image.notices.length === 0))
      return say('No notices in these views');
    setNoticesShown(!noticesShown);
    say(noticesShown ? 'Notices folded' : 'Notices written out');
  },
  'display.hideText': () => {
    const { textShown, setTextShown } = getState();
    setTextShown(!textShown);
    say(textShown ? 'Text hidden' : 'Text shown');
  },
};

/** The key of the tool in use puts it back. */
const tool = (name: ToolName) => () => {
  const { toolName, chooseTool } = getState();
  const chosen = toolName === name ? 'window' : name;
  chooseTool(chosen);
  say(`Left button: ${toolNames[chosen]}`);
};

const toolNames: Readonly<Record<ToolName, string>> = {
  window: 'window',
  magnifier: 'magnifier',
  length: 'length',
  ellipse: 'ellipse',
  freehand: 'freehand area',
  arrow: 'arrow',
  text: 'text',
};

const toolCommands: CommandHandlers = {
  'tool.window': tool('window'),
  'tool.magnifier': tool('magnifier'),
  'tool.length': tool('length'),
  'tool.ellipse': tool('ellipse'),
  'tool.freehand': tool('freehand'),
  'tool.arrow': tool('arrow'),
  'tool.text': tool('text'),
};
