import type { Laterality, ViewModifier, ViewPosition } from '../../contract/view.ts';
import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { firstItem, items, text } from './values.ts';
import type { DataSet } from './values.ts';
import { abbreviationOf, abbreviationOfValue, modifierRows, viewRows } from './viewCodes.ts';
import type { Code } from './viewCodes.ts';
import { isLateral, sideFromText, viewFromText } from './viewText.ts';
import type { SpelledView } from './viewText.ts';

export interface MammographyView {
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
  readonly viewModifiers: readonly ViewModifier[];
}

/** What one attribute says, by the attribute's name. */
interface Said<T> {
  readonly by: string;
  readonly value: T;
}

/**
 * Which breast, seen how. The side: Image Laterality, Laterality, Frame Laterality, then what is written with the view. The
 * view: its code, then the code's meaning, then View Position (0018,5101), then Patient Orientation where a view was written
 * there. Contradictions are told by {@link viewNotices}.
 */
export function readView(dataSet: DataSet): MammographyView {
  const coded = firstItem(dataSet, Tag.ViewCodeSequence);
  const modifiers = [
    ...(coded === null ? [] : codedModifiers(coded)),
    ...codedModifiers(dataSet), // Some writers put them beside the view code instead of into it.
    ...viewsWritten(dataSet).flatMap(({ value }) => value.viewModifiers),
  ];
  return {
    laterality: readLaterality(dataSet, 0),
    viewPosition: viewsSaid(dataSet).at(0)?.value ?? null,
    viewModifiers: [...new Set(modifiers)],
  };
}

/** What the attributes of side and view say against one another, a sentence each. */
export function viewNotices(dataSet: DataSet): readonly string[] {
  const sides = sidesSaid(dataSet, 0);
  const views = viewsSaid(dataSet);
  const sideNotice = contradiction(
    sides,
    (one, other) => one === other,
    (side) => (side === 'L' ? 'left' : 'right'),
  );
  const viewNotice = contradiction(views, isSameKindOfView, (view) => view);
  const misplaced =
    views.at(0)?.by === 'Patient Orientation' ? ['The view is written in Patient Orientation.'] : [];
  return [sideNotice, viewNotice, ...misplaced].filter((notice) => notice !== null);
}

/** Where no attribute says a view that is known: what stands there instead, a sentence each. */
export function unknownViewNotices(dataSet: DataSet): readonly string[] {
  if (viewsSaid(dataSet).length > 0) return [];
  const coded = firstItem(dataSet, Tag.ViewCodeSequence);
  const code = coded === null ? '' : codeOf(coded).meaning || codeOf(coded).value;
  return [
    ['The view code', quoted(code)],
    ['View Position', quoted(text(dataSet, Tag.ViewPosition))],
  ].flatMap(([by, value]) => {
    if (value === '') return [];
    return `${by} "${value}" ${isLateral(value) ? 'may be ML or LM, which is not told' : 'is none that is known'}.`;
  });
}

/** A longer value is cut where it is quoted. Values of View Position have 16 characters at most (PS3.5 section 6.2, CS). */
const mostQuoted = 24;

/** A value as it may stand in a sentence. */
function quoted(value: string): string {
  const plain = value
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .replaceAll('"', "'")
    .trim();
  const letters = [...plain];
  return letters.length > mostQuoted ? `${letters.slice(0, mostQuoted).join('')}…` : plain;
}

/** "Image Laterality says left, Laterality right: taken as left." */
function contradiction<T>(
  said: readonly Said<T>[],
  agrees: (one: T, other: T) => boolean,
  inWords: (value: T) => string,
): string | null {
  const [first, ...others] = said;
  const against = others.filter(({ value }) => !agrees(first.value, value));
  if (against.length === 0) return null;
  const rest = against.map(({ by, value }) => `${by} ${inWords(value)}`).join(', ');
  return `${first.by} says ${inWords(first.value)}, ${rest}: taken as ${inWords(first.value)}.`;
}

/** XCCL is a CC that is more than one. */
function isSameKindOfView(one: ViewPosition, other: ViewPosition): boolean {
  return one === other || (one.includes('CC') && other.includes('CC'));
}

/** The side of frame `frame`, from 0. */
export function readLaterality(dataSet: DataSet, frame: number): Laterality | null {
  return sidesSaid(dataSet, frame).at(0)?.value ?? null;
}

/** Every side that is said of a frame, the one to be believed first. B (both) is none. */
function sidesSaid(dataSet: DataSet, frame: number): readonly Said<Laterality>[] {
  const frameAnatomy = functionalGroup(dataSet, Tag.FrameAnatomySequence, frame);
  const attributes: readonly Said<string>[] = [
    { by: 'Image Laterality', value: text(dataSet, Tag.ImageLaterality) },
    { by: 'Laterality', value: text(dataSet, Tag.Laterality) },
    { by: 'Frame Laterality', value: frameAnatomy === null ? '' : text(frameAnatomy, Tag.FrameLaterality) },
  ];
  const stated = attributes.filter(({ value }) => value !== '');
  // An image of both breasts is of no one side, whatever is said elsewhere.
  if (stated.at(0)?.value.toUpperCase() === 'B') return [];
  return [
    ...stated.map(({ by, value }) => ({ by, value: sideFromText(value) })),
    ...viewsWritten(dataSet).map(({ by, value }) => ({ by, value: value.laterality })),
  ].flatMap(({ by, value }) => (value === null ? [] : [{ by, value }]));
}

/** Every view that is said, the one to be believed first. */
function viewsSaid(dataSet: DataSet): readonly Said<ViewPosition>[] {
  const coded = firstItem(dataSet, Tag.ViewCodeSequence);
  const byCode = coded === null ? null : abbreviationOfValue(viewRows, codeOf(coded));
  return [
    { by: 'View Code', value: byCode },
    ...viewsWritten(dataSet).map(({ by, value }) => ({ by, value: value.viewPosition })),
  ].flatMap(({ by, value }) => (value === null ? [] : [{ by, value }]));
}

/** Views in words: the meaning of a code that is not known, View Position, and Patient Orientation, where archives put it. */
function viewsWritten(dataSet: DataSet): readonly Said<SpelledView>[] {
  const coded = firstItem(dataSet, Tag.ViewCodeSequence);
  const code = coded === null ? null : codeOf(coded);
  const isKnown = code === null || abbreviationOfValue(viewRows, code) !== null;
  const orientation = text(dataSet, Tag.PatientOrientation);
  return [
    { by: 'the meaning of the view code', value: viewFromText(isKnown ? '' : code.meaning) },
    { by: 'View Position', value: viewFromText(text(dataSet, Tag.ViewPosition)) },
    // Directions are one letter or two with a backslash between (PS3.3 C.7.6.1.1.1).
    { by: 'Patient Orientation', value: viewFromText(/^[A-Za-z]{2,}$/.test(orientation) ? orientation : '') },
  ];
}

function codeOf(item: DataSet): Code {
  return {
    value: text(item, Tag.CodeValue) || text(item, Tag.LongCodeValue),
    scheme: text(item, Tag.CodingSchemeDesignator),
    meaning: text(item, Tag.CodeMeaning),
  };
}

function codedModifiers(dataSet: DataSet): ViewModifier[] {
  return items(dataSet, Tag.ViewModifierCodeSequence)
    .map((item) => abbreviationOf(modifierRows, codeOf(item)))
    .filter((modifier) => modifier !== null);
}
