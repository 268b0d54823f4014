/** Every command of the reading room, with the keys it has until the user changes them. Data; no behaviour. */
export interface CommandDefinition {
  readonly title: string;
  readonly group: 'Exam' | 'Views' | 'Display' | 'Tools' | 'AI' | 'Editing' | 'Program';
  /** As `KeyboardEvent.key` with modifiers first: `Shift+ `, `Ctrl+z`, `PageDown`. Ctrl is Cmd on macOS. */
  readonly keys: readonly string[];
  /** Goes on while the key is held down. */
  readonly repeats?: true;
}

const define = <Id extends string>(table: Record<Id, CommandDefinition>) => table;

export const commands = define({
  'step.next': { title: 'Next hanging step (or quadrant)', group: 'Exam', keys: [' '] },
  'step.previous': { title: 'Previous hanging step (or quadrant)', group: 'Exam', keys: ['Shift+ '] },
  'case.next': { title: 'Next exam', group: 'Exam', keys: ['PageDown'] },
  'case.previous': { title: 'Previous exam', group: 'Exam', keys: ['PageUp'] },
  'case.complete': { title: 'Confirm; complete the exam', group: 'Exam', keys: ['Enter'] },
  'case.close': { title: 'Back to the worklist', group: 'Exam', keys: ['Escape'] },
  'view.1': { title: 'First view large, and back', group: 'Views', keys: ['1'] },
  'view.2': { title: 'Second view large, and back', group: 'Views', keys: ['2'] },
  'view.3': { title: 'Third view large, and back', group: 'Views', keys: ['3'] },
  'view.4': { title: 'Fourth view large, and back', group: 'Views', keys: ['4'] },
  'view.quadrants': { title: 'Quadrants at 1:1', group: 'Views', keys: ['q'] },
  'view.fit': { title: 'Fit to the window', group: 'Views', keys: ['0'] },
  'view.actual': { title: 'Image pixels 1:1', group: 'Views', keys: ['9'] },
  'view.true': { title: 'True size', group: 'Views', keys: ['8'] },
  'view.in': { title: 'Zoom in', group: 'Views', keys: ['+', '='], repeats: true },
  'view.out': { title: 'Zoom out', group: 'Views', keys: ['-'], repeats: true },
  'view.panLeft': { title: 'Pan left', group: 'Views', keys: ['ArrowLeft'], repeats: true },
  'view.panRight': { title: 'Pan right', group: 'Views', keys: ['ArrowRight'], repeats: true },
  'view.panUp': { title: 'Pan up', group: 'Views', keys: ['ArrowUp'], repeats: true },
  'view.panDown': { title: 'Pan down', group: 'Views', keys: ['ArrowDown'], repeats: true },
  'view.reset': { title: 'Reset the view', group: 'Views', keys: ['r'] },
  'view.turn': { title: 'Turn by 90 degrees', group: 'Views', keys: ['x'] },
  'view.mirror': { title: 'Mirror', group: 'Views', keys: ['z'] },
  'view.link': { title: 'Link zoom and pan of the views', group: 'Views', keys: ['k'] },
  'view.fullImage': { title: 'Images only', group: 'Views', keys: ['F11', '`'] },
  'frame.next': { title: 'Next frame', group: 'Views', keys: ['.'] },
  'frame.previous': { title: 'Previous frame', group: 'Views', keys: [','] },
  'frame.play': { title: 'Play or stop the frames', group: 'Views', keys: ['/'] },
  'display.invert': { title: 'Invert', group: 'Display', keys: ['i'] },
  'display.nextPreset': { title: 'Next window preset or table', group: 'Display', keys: ['w'] },
  'display.hideText': { title: 'Hide all text', group: 'Display', keys: ['h'] },
  'display.deidentify': { title: 'Hide identities', group: 'Display', keys: ['Shift+H'] },
  'tool.window': { title: 'Window level and width', group: 'Tools', keys: ['g'] },
  'tool.magnifier': { title: 'Magnifier', group: 'Tools', keys: ['m'] },
  'tool.length': { title: 'Length', group: 'Tools', keys: ['l'] },
  'tool.ellipse': { title: 'Ellipse area', group: 'Tools', keys: ['o'] },
  'tool.freehand': { title: 'Freehand area', group: 'Tools', keys: ['Shift+O'] },
  'tool.arrow': { title: 'Arrow', group: 'Tools', keys: ['y'] },
  'tool.text': { title: 'Text', group: 'Tools', keys: ['Shift+Y'] },
  'ai.toggle': { title: 'All AI marks', group: 'AI', keys: ['a'] },
  'ai.contours': { title: 'Contours', group: 'AI', keys: ['c'] },
  'ai.malignant': { title: 'Malignant saliency', group: 'AI', keys: ['s'] },
  'ai.benign': { title: 'Benign saliency', group: 'AI', keys: ['v'] },
  'ai.boxes': { title: 'Patch boxes', group: 'AI', keys: ['b'] },
  'ai.classification': { title: 'Mass classification map', group: 'AI', keys: ['n'] },
  'ai.thresholdDown': { title: 'Threshold down', group: 'AI', keys: ['['] },
  'ai.thresholdUp': { title: 'Threshold up', group: 'AI', keys: [']'] },
  'ai.next': { title: 'Next finding or patch', group: 'AI', keys: ['Tab'] },
  'ai.previous': { title: 'Previous finding or patch', group: 'AI', keys: ['Shift+Tab'] },
  'ai.back': { title: 'Back from the finding', group: 'AI', keys: ['Backspace'] },
  'ai.panel': { title: 'AI panel', group: 'AI', keys: ['p'] },
  'ai.strip': { title: 'Patch strip', group: 'AI', keys: ['j'] },
  'ai.analyse': { title: 'Analyse, or analyse again', group: 'AI', keys: ['Shift+A'] },
  'edit.undo': { title: 'Undo', group: 'Editing', keys: ['Ctrl+z'] },
  'edit.redo': { title: 'Redo', group: 'Editing', keys: ['Ctrl+Shift+Z', 'Ctrl+y'] },
  'edit.select': { title: 'Select the next mark', group: 'Editing', keys: ['Shift+M'] },
  'edit.delete': { title: 'Delete the selected mark', group: 'Editing', keys: ['Delete'] },
  'program.images': { title: 'To the images, and back to the controls', group: 'Program', keys: ['F6'] },
  'program.keys': { title: 'Keys', group: 'Program', keys: ['?'] },
  'program.settings': { title: 'Settings', group: 'Program', keys: ['Ctrl+,'] },
  'program.snapshot': { title: 'Snapshot', group: 'Program', keys: ['Ctrl+s'] },
  'program.copy': { title: 'Copy the view', group: 'Program', keys: ['Ctrl+c'] },
  'program.summary': { title: 'Summary as PDF', group: 'Program', keys: ['Ctrl+p'] },
  'program.openFolder': { title: 'Open folder', group: 'Program', keys: ['Ctrl+o'] },
  'program.openFiles': { title: 'Open files', group: 'Program', keys: ['Ctrl+Shift+O'] },
  'program.search': { title: 'Search the worklist', group: 'Program', keys: ['Ctrl+f'] },
});

export type CommandId = keyof typeof commands;
