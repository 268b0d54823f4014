import type { Laterality, ViewModifier, ViewPosition } from '../../contract/view.ts';
import { functionalGroup } from './functionalGroups.ts';
import { Tag } from './tags.ts';
import { firstItem, items, text } from './values.ts';
import type { DataSet } from './values.ts';
import { abbreviationOf, modifierRows, viewRows } from './viewCodes.ts';
import type { Code } from './viewCodes.ts';

export interface MammographyView {
  readonly laterality: Laterality | null;
  readonly viewPosition: ViewPosition | null;
  readonly viewModifiers: readonly ViewModifier[];
}

/** Which breast, seen how: from the coded attributes first, from View Position (0018,5101) where they say nothing. */
export function readView(dataSet: DataSet): MammographyView {
  const laterality = readLaterality(dataSet);
  const spelled = viewFromText(text(dataSet, Tag.ViewPosition));
  const coded = firstItem(dataSet, Tag.ViewCodeSequence);
  const modifiers = [
    ...(coded === null ? [] : codedModifiers(coded)),
    ...codedModifiers(dataSet), // Some writers put them beside the view code instead of into it.
    ...spelled.viewModifiers,
  ];
  return {
    laterality,
    viewPosition: (coded === null ? null : viewFromCode(codeOf(coded))) ?? spelled.viewPosition,
    viewModifiers: [...new Set(modifiers)],
  };
}

/** Image Laterality, else the series' Laterality, else Frame Laterality of the functional groups. B (both) is none. */
function readLaterality(dataSet: DataSet): Laterality | null {
  const frameAnatomy = functionalGroup(dataSet, Tag.FrameAnatomySequence);
  const values = [
    text(dataSet, Tag.ImageLaterality),
    text(dataSet, Tag.Laterality),
    frameAnatomy === null ? '' : text(frameAnatomy, Tag.FrameLaterality),
  ];
  const said = values.map((value) => value.toUpperCase()).find((value) => value !== '');
  return said === 'L' || said === 'R' ? said : null;
}

function codeOf(item: DataSet): Code {
  return {
    value: text(item, Tag.CodeValue) || text(item, Tag.LongCodeValue),
    scheme: text(item, Tag.CodingSchemeDesignator),
    meaning: text(item, Tag.CodeMeaning),
  };
}

function viewFromCode(code: Code): ViewPosition | null {
  return abbreviationOf(viewRows, code);
}

function codedModifiers(dataSet: DataSet): ViewModifier[] {
  return items(dataSet, Tag.ViewModifierCodeSequence)
    .map((item) => abbreviationOf(modifierRows, codeOf(item)))
    .filter((modifier) => modifier !== null);
}

const positions: readonly ViewPosition[] = viewRows.map((row) => row.abbreviation);
const prefixes: readonly ViewModifier[] = ['M', 'S'];
const suffixes: readonly ViewModifier[] = ['RL', 'RM', 'RI', 'RS', 'ID', 'NP', 'IMF', 'AX'];

/**
 * A View Position value: an abbreviation of CID 4014, perhaps with the ACR prefix or suffix of a modifier (`MCC`,
 * `MLO ID`; PS3.16 CID 4015), or CV or AT, which earlier editions listed as views.
 */
export function viewFromText(value: string): Omit<MammographyView, 'laterality'> {
  const letters = value.toUpperCase().replace(/[^A-Z]/g, '');
  if (letters === 'CV') return { viewPosition: 'CC', viewModifiers: ['CV'] };
  if (letters === 'AT') return { viewPosition: 'MLO', viewModifiers: ['AT'] };
  const exact = positions.find((position) => position === letters);
  if (exact !== undefined) return { viewPosition: exact, viewModifiers: [] };
  for (const position of positions) {
    const suffix = suffixes.find((modifier) => letters === position + modifier);
    if (suffix !== undefined) return { viewPosition: position, viewModifiers: [suffix] };
    const prefix = prefixes.find((modifier) => letters === modifier + position);
    if (prefix !== undefined) return { viewPosition: position, viewModifiers: [prefix] };
  }
  return { viewPosition: null, viewModifiers: [] };
}
