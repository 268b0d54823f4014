/** What is written beside a hung image. Pure. */
import type { ExamRow } from '../../contract/exam.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { AcquisitionDetails } from '../../imaging/dicom/details.ts';
import { readableDate } from '../../imaging/dicom/spelling.ts';
import type { ShownIdentity } from '../app/identity.ts';
import type { Badge } from './badges.ts';

export interface CornerLine {
  readonly text: string;
  readonly kind: 'label' | 'identity' | 'plain' | 'scale' | 'warning' | 'badge' | 'amber' | 'notices';
  /** The text in pieces, each with what joins it to those before: a line is shortened by whole pieces. */
  readonly parts: readonly string[];
  /** Which line stays where there is no room for all: the lower, the longer. */
  readonly rank: number;
}

/** Lines up to this rank stay where there is breast below them, and no room beside it. */
export const lastEssentialRank = 2;

/** From the top of each corner down. */
export interface CornerTexts {
  readonly topLeft: readonly CornerLine[];
  readonly topRight: readonly CornerLine[];
  readonly bottomLeft: readonly CornerLine[];
  readonly bottomRight: readonly CornerLine[];
}

export interface CornerSubject {
  readonly header: ImageHeader;
  readonly details: AcquisitionDetails;
  /** The exam that the image is of. */
  readonly row: ExamRow;
  /** As it may be shown now (`shownIdentity`). */
  readonly identity: ShownIdentity;
  readonly deidentified: boolean;
  /** The tile's label. */
  readonly label: string;
  /** Side of the tile away from the chest wall. */
  readonly side: 'left' | 'right';
  /** What kind of image it is (`imageBadges`), and what was done to the view (`viewBadges`). */
  readonly badges: readonly Badge[];
  /** How many notices the image has, which are read elsewhere. */
  readonly notices: number;
  /** How large it is shown; '' where that is not to be said. */
  readonly scale: string;
}

/** The side on which text covers no breast: away from the chest wall. */
export function textSide(chestWall: 'left' | 'right' | null): 'left' | 'right' {
  return chestWall === 'left' ? 'right' : 'left';
}

/**
 * Who, when and how, for the two corners away from the chest wall: what IHE's Mammography Image profile wants beside an
 * image (RAD TF-2, 4.16.4.2.2). De-identified: a pseudonym, years for dates, and no institution or station.
 */
export function cornerTexts(subject: CornerSubject): CornerTexts {
  const { details, badges } = subject;
  const top = [
    ...lines('label', 0, [[', ', ...labelWithout(badges, subject.label)]]),
    ...badges
      .filter(({ look }) => look === 'amber')
      .flatMap(({ text }) => lines('amber', 1, [[': ', ...text.split(': ')]])),
    ...badges.filter(({ look }) => look === 'plain').flatMap(({ text }) => lines('badge', 2, [[' ', text]])),
    ...lines('notices', 1, [[' ', noticesText(subject.notices)]]),
    ...lines('badge', 4, [[' · ', ...badges.filter(({ look }) => look === 'quiet').map(({ text }) => text)]]),
    ...identityLines(subject),
    ...lines('plain', 5, [[' ', ...acquired(subject)]]),
  ];
  const bottom = [
    ...warnings(subject).flatMap((text) => lines('warning', 2, [[': ', ...text.split(': ')]])),
    ...lines('plain', 8, technique(details)),
    ...lines('plain', 9, place(subject)),
    ...lines('scale', 1, [[', ', ...subject.scale.split(', ')]]),
  ];
  return subject.side === 'left'
    ? { topLeft: top, topRight: [], bottomLeft: bottom, bottomRight: [] }
    : { topLeft: [], topRight: top, bottomLeft: [], bottomRight: bottom };
}

/** Only the lines of these kinds. */
export function linesOf(texts: CornerTexts, kinds: readonly CornerLine['kind'][]): CornerTexts {
  const only = (lines: readonly CornerLine[]) => lines.filter(({ kind }) => kinds.includes(kind));
  return {
    topLeft: only(texts.topLeft),
    topRight: only(texts.topRight),
    bottomLeft: only(texts.bottomLeft),
    bottomRight: only(texts.bottomRight),
  };
}

/** The parts of a label that no badge says as well. */
function labelWithout(badges: readonly Badge[], label: string): readonly string[] {
  const said = badges.map(({ text }) => text.split(':')[0].toLowerCase());
  return label.split(', ').filter((part) => !said.includes(part.toLowerCase()));
}

const noticesText = (count: number): string =>
  count === 0 ? '' : `${count} ${count === 1 ? 'notice' : 'notices'}`;

/** A separator, and what it joins; '' where there is nothing to say. */
type Joined = readonly [separator: string, ...parts: readonly string[]];

function lines(kind: CornerLine['kind'], rank: number, texts: readonly Joined[]): readonly CornerLine[] {
  return texts.flatMap(([separator, ...all]) => {
    const said = all.filter((part) => part !== '');
    if (said.length === 0) return [];
    const parts = said.map((part, index) => (index === 0 ? part : separator + part));
    return [{ text: parts.join(''), kind, parts, rank }];
  });
}

function joined(separator: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(separator);
}

function identityLines({ identity, row }: CornerSubject): readonly CornerLine[] {
  const age = row.ageYears === null ? '' : `${row.ageYears} y`;
  return [
    ...lines('identity', 3, [[' ', ...identity.name.split(' ')]]),
    ...lines('identity', 6, [[' ', identity.id]]),
    ...lines('identity', 7, [[', ', identity.birthDate && `born ${identity.birthDate}`, age]]),
  ];
}

/** Day and time. */
function acquired({ header, details, identity, deidentified }: CornerSubject): readonly string[] {
  const date = details.acquisitionDate || header.studyDate;
  if (deidentified) return [readableDate(date).slice(0, 4) || identity.studyDate];
  return [
    readableDate(date) || identity.studyDate,
    readableTime(details.acquisitionTime || details.contentTime),
  ];
}

/** HH:MM of a DICOM time (PS3.5 section 6.2, VR TM); '' for anything else. */
function readableTime(time: string): string {
  return /^\d{4}/.test(time) ? `${time.slice(0, 2)}:${time.slice(2, 4)}` : '';
}

function warnings(subject: CornerSubject): readonly string[] {
  const { header, details, row, deidentified } = subject;
  const another = header.patientId !== '' && row.patientId !== '' && header.patientId !== row.patientId;
  return [
    another ? 'Patient ID differs in this image' : '',
    details.partialView ? joined(': ', 'Partial view', details.partialViewDescription) : '',
    details.implantPresent === true ? 'Implant' : '',
    header.spacing === null ? 'No pixel spacing: not to scale' : '',
    calibrationText(header, details),
    deidentified && details.burnedInAnnotation === true ? 'Burned-in text may tell who it is' : '',
  ].filter((text) => text !== '');
}

/** Where sizes come from something other than the detector's geometry (PS3.3 10.7.1.3). */
function calibrationText({ spacing }: ImageHeader, { spacingCalibration }: AcquisitionDetails): string {
  if (spacing?.source !== 'PixelSpacing' || spacingCalibration === '') return '';
  return `Sizes calibrated: ${spacingCalibration.toLowerCase()}`;
}

/** Symbols of the elements of anodes (0018,1191) and filters (0018,7050). */
const symbols: ReadonlyMap<string, string> = new Map([
  ['TUNGSTEN', 'W'],
  ['MOLYBDENUM', 'Mo'],
  ['RHODIUM', 'Rh'],
  ['SILVER', 'Ag'],
  ['ALUMINUM', 'Al'],
  ['COPPER', 'Cu'],
  ['NIOBIUM', 'Nb'],
  ['TITANIUM', 'Ti'],
]);

/** "W/Rh 30 kVp 65 mAs", "58 mm 105 N 45°", "Dose 1.42 mGy, entrance 6 mGy". */
function technique(details: AcquisitionDetails): readonly Joined[] {
  const symbol = (material: string) => symbols.get(material.toUpperCase()) ?? material.toLowerCase();
  const target = joined('/', symbol(details.anode), details.filters.map(symbol).join('+'));
  const angle = details.positionerAngleDegrees;
  const dose = quantity(details.organDoseMilligray, 'mGy');
  const entrance = quantity(details.entranceDoseMilligray, 'mGy');
  const magnification = details.magnificationFactor ?? 1;
  return [
    [' ', target, quantity(details.kilovolts, 'kVp'), quantity(details.exposureMas, 'mAs')],
    [
      ' ',
      quantity(details.thicknessMm, 'mm'),
      quantity(details.compressionForceNewton, 'N'),
      angle === null ? '' : `${Number(angle.toFixed(1))}°`,
    ],
    [', ', dose && `Dose ${dose}`, entrance && `entrance ${entrance}`],
    [' ', magnification >= noticeableMagnification ? `Magnification ${magnification.toFixed(2)}` : ''],
  ];
}

/** Contact views have up to about 1.1 (the breast's thickness above the detector). */
const noticeableMagnification = 1.2;

function quantity(value: number | null, unit: string): string {
  return value === null ? '' : `${Number(value.toPrecision(3))} ${unit}`;
}

function place({ header, details, deidentified }: CornerSubject): readonly Joined[] {
  const model = [header.manufacturer, header.manufacturerModelName].flatMap((name) => name.split(' '));
  return [...(deidentified ? [] : [[', ', details.institution, details.station] as const]), [' ', ...model]];
}
