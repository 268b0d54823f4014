import type { VoiTransform } from '../../contract/image.ts';
import { phantomInstitution } from '../../imaging/dicom/header.ts';
import type { DicomElementToWrite } from '../../imaging/dicom/write.ts';
import { writeDicom } from '../../imaging/dicom/write.ts';
import type { PhantomView } from '../../training/phantoms/phantomExam.ts';
import type { ExamPlan } from '../../training/phantoms/plan.ts';
import { hashOf, randomStream } from '../../training/phantoms/random.ts';
import { vendors } from '../../training/phantoms/vendors.ts';

type Elements = DicomElementToWrite[];
type Value = DicomElementToWrite['value'];

/** Digital Mammography X-Ray Image Storage - For Presentation (PS3.4 B.5). */
const mammographyForPresentation = '1.2.840.10008.5.1.4.1.1.1.2';

/** The exam's UID and the image's, the same for the same seed, index, vendor and size. */
export function phantomUid(plan: ExamPlan, ...what: readonly (string | number)[]): string {
  const words = [1, 2, 3, 4].map((part) =>
    BigInt(hashOf('phantom', plan.seed, plan.index, plan.vendor, plan.density, ...what, part)),
  );
  return `2.25.${words.reduce((number, word) => (number << 32n) | word, 0n)}`;
}

/**
 * One view as a Digital Mammography X-Ray Image - For Presentation (PS3.3 A.27), with a fictional patient and
 * dates that depend on the seed alone: the same bytes for the same exam. `instance`: number in the series, from 1.
 */
export function phantomDicom(plan: ExamPlan, view: PhantomView, instance: number): Uint8Array {
  return writeDicom([
    ...patientAndStudy(plan),
    ...seriesAndEquipment(plan, view),
    ...imageIdentity(plan, view, instance),
    ...acquisition(plan, view),
    ...detector(view),
    ...positioning(view),
    ...pixels(view),
    ...presentation(view.voiTransforms),
  ]);
}

function element(tag: number, vr: string, value: Value): DicomElementToWrite {
  return { tag, vr, value };
}

function code(value: string, scheme: string, meaning: string): Elements {
  return [
    element(0x00080100, 'SH', value),
    element(0x00080102, 'SH', scheme),
    element(0x00080104, 'LO', meaning),
  ];
}

/** The day of the exam, from its seed: between 2020 and 2025. */
function examDay(plan: ExamPlan): Date {
  return new Date(Date.UTC(2020, 0, 1 + (hashOf(plan.seed, plan.index, 'day') % 2100)));
}

function dicomDate(day: Date): string {
  return day.toISOString().slice(0, 10).replaceAll('-', '');
}

function examTime(plan: ExamPlan, minutes: number): string {
  const start = 8 * 60 + (hashOf(plan.seed, plan.index, 'time') % 540);
  const digits = (number: number): string => String(number).padStart(2, '0');
  const minute = start + minutes;
  return `${digits(Math.floor(minute / 60))}${digits(minute % 60)}00`;
}

function examNumber(plan: ExamPlan): string {
  return String(plan.index).padStart(4, '0');
}

function patientAndStudy(plan: ExamPlan): Elements {
  const day = examDay(plan);
  const born = new Date(day);
  born.setUTCFullYear(
    day.getUTCFullYear() - plan.ageYears,
    hashOf(plan.seed, plan.index, 'month') % (day.getUTCMonth() + 1),
    1,
  );
  return [
    element(0x00080005, 'CS', 'ISO_IR 192'),
    element(0x00100010, 'PN', `Phantom^Exam ${examNumber(plan)}`),
    element(0x00100020, 'LO', `PHANTOM-${plan.seed}-${examNumber(plan)}`),
    element(0x00100030, 'DA', dicomDate(born)),
    element(0x00100040, 'CS', 'F'),
    element(0x00101010, 'AS', `${String(plan.ageYears).padStart(3, '0')}Y`),
    element(0x00104000, 'LT', 'Synthetic image of no person'),
    element(0x0020000d, 'UI', phantomUid(plan, 'study')),
    element(0x00200010, 'SH', examNumber(plan)),
    element(0x00080020, 'DA', dicomDate(day)),
    element(0x00080030, 'TM', examTime(plan, 0)),
    element(0x00080050, 'SH', `P${hashOf(plan.seed, plan.index, 'accession')}`),
    element(0x00080090, 'PN', ''),
    element(0x00081030, 'LO', 'Phantom screening mammogram, four views'),
  ];
}

function seriesAndEquipment(plan: ExamPlan, view: PhantomView): Elements {
  const vendor = vendors[view.vendor];
  return [
    element(0x00080060, 'CS', 'MG'),
    element(0x0020000e, 'UI', phantomUid(plan, 'series')),
    element(0x00200011, 'IS', 1),
    element(0x00080021, 'DA', dicomDate(examDay(plan))),
    element(0x00080031, 'TM', examTime(plan, 1)),
    element(0x0008103e, 'LO', 'Standard screening views'),
    element(0x00080068, 'CS', 'FOR PRESENTATION'),
    element(0x00080070, 'LO', vendor.manufacturer),
    element(0x00080080, 'LO', phantomInstitution),
    element(0x00081010, 'SH', 'PHANTOM'),
    element(0x00081090, 'LO', vendor.model),
    element(0x00181000, 'LO', '1'),
    element(0x00181020, 'LO', vendor.softwareVersion),
  ];
}

function imageIdentity(plan: ExamPlan, view: PhantomView, instance: number): Elements {
  const name = `${view.laterality} ${view.viewPosition}`;
  const day = dicomDate(examDay(plan));
  const time = examTime(plan, 1 + instance);
  return [
    element(0x00080008, 'CS', ['ORIGINAL', 'PRIMARY', '']),
    element(0x00080016, 'UI', mammographyForPresentation),
    element(0x00080018, 'UI', phantomUid(plan, 'image', name, view.rows, view.columns)),
    element(0x00080022, 'DA', day),
    element(0x00080023, 'DA', day),
    element(0x00080032, 'TM', time),
    element(0x00080033, 'TM', time),
    element(0x00200012, 'IS', instance),
    element(0x00200013, 'IS', instance),
    element(0x00181030, 'LO', name),
    element(0x00204000, 'LT', 'Phantom image, made by a program. It shows no person.'),
    element(0x00280301, 'CS', 'NO'),
    element(0x00282110, 'CS', '00'),
  ];
}

/** X-ray generation, filtration, grid and dose: plausible figures that grow with the breast's thickness. */
function acquisition(plan: ExamPlan, view: PhantomView): Elements {
  const random = randomStream(plan.seed, plan.index, view.laterality, view.viewPosition, 'exposure');
  const kilovolts = Math.round(25 + view.thicknessMm / 12);
  const milliampereSeconds = Math.round(30 + view.thicknessMm * random.between(0.9, 1.4));
  const milliseconds = milliampereSeconds * 10;
  const glandularMilligray = 0.5 + 0.018 * view.thicknessMm * random.between(0.9, 1.1);
  return [
    element(0x00180060, 'DS', kilovolts),
    element(0x00181150, 'IS', milliseconds),
    element(0x00181151, 'IS', 100),
    element(0x00181152, 'IS', milliampereSeconds),
    element(0x00181153, 'IS', milliampereSeconds * 1000),
    element(0x00181160, 'SH', 'STRIP'),
    element(0x00187050, 'CS', 'RHODIUM'),
    element(0x00187052, 'DS', 0.045),
    element(0x00187054, 'DS', 0.055),
    element(0x00181191, 'CS', 'TUNGSTEN'),
    element(0x00181190, 'DS', 0.3),
    element(0x00181166, 'CS', ['RECIPROCATING', 'FOCUSED']),
    element(0x00187060, 'CS', 'AUTOMATIC'),
    element(0x00187062, 'LT', 'Phantom'),
    element(0x00181405, 'IS', Math.round(5000 * random.between(0.9, 1.1))),
    // Organ Dose is in decigray, Entrance Dose in milligray (PS3.3 C.8.7.8).
    element(0x00400316, 'DS', Number((glandularMilligray / 100).toPrecision(4))),
    element(0x00400318, 'CS', 'BREAST'),
    element(0x00408302, 'DS', Number((glandularMilligray * 4.2).toPrecision(4))),
    element(0x00400555, 'SQ', []),
  ];
}

function detector(view: PhantomView): Elements {
  const { spacingMm, rows, columns } = view;
  const spacing = Number(spacingMm.toPrecision(8));
  return [
    element(0x00187000, 'CS', 'YES'),
    element(0x00187004, 'CS', 'DIRECT'),
    element(0x00187005, 'CS', 'AREA'),
    element(0x00187006, 'LT', 'Simulated detector'),
    element(0x0018700a, 'SH', `${view.vendor}-1`),
    element(0x0018700c, 'DA', '20200101'),
    element(0x00187020, 'DS', [spacing, spacing]),
    element(0x00187022, 'DS', [spacing, spacing]),
    element(
      0x00187026,
      'DS',
      [rows * spacing, columns * spacing].map((side) => Number(side.toPrecision(8))),
    ),
    element(0x00187024, 'CS', 'RECTANGLE'),
    element(0x00181147, 'CS', 'RECTANGLE'),
    element(0x00181149, 'IS', [Math.round(rows * spacing), Math.round(columns * spacing)]),
    element(0x00187030, 'DS', [0, 0]),
    element(0x00187032, 'DS', 0),
    element(0x00187034, 'CS', 'NO'),
    element(0x00181164, 'DS', [spacing, spacing]),
    element(0x00186000, 'DS', 100),
  ];
}

/** View Code: PS3.16 CID 4014. */
const viewCodes = {
  CC: code('399162004', 'SCT', 'cranio-caudal'),
  MLO: code('399368009', 'SCT', 'medio-lateral oblique'),
} as const;

/** Where a row and a column lead (PS3.3 C.7.6.1.1.1): the chest wall is at the left of L and at the right of R. */
const orientations = {
  'L CC': ['A', 'R'],
  'R CC': ['P', 'L'],
  'L MLO': ['A', 'FR'],
  'R MLO': ['P', 'FL'],
} as const;

function positioning(view: PhantomView): Elements {
  const { laterality, viewPosition } = view;
  const angle = viewPosition === 'CC' ? 0 : laterality === 'R' ? 45 : -45;
  return [
    element(0x00200020, 'CS', orientations[`${laterality} ${viewPosition}`]),
    element(0x00200062, 'CS', laterality),
    element(0x00180015, 'CS', 'BREAST'),
    element(0x00082218, 'SQ', [code('76752008', 'SCT', 'Breast')]),
    element(0x00540220, 'SQ', [[...viewCodes[viewPosition], element(0x00540222, 'SQ', [])]]),
    element(0x00185101, 'CS', viewPosition),
    element(0x00181508, 'CS', 'MAMMOGRAPHIC'),
    element(0x00181510, 'DS', angle),
    element(0x00181110, 'DS', 660),
    element(0x00181111, 'DS', 660),
    element(0x00181114, 'DS', 1),
    element(0x001811a0, 'DS', Math.round(view.thicknessMm)),
    element(0x001811a2, 'DS', view.forceNewton),
    element(0x00281300, 'CS', 'NO'),
    element(0x00281350, 'CS', 'NO'),
  ];
}

function pixels(view: PhantomView): Elements {
  return [
    element(0x00280002, 'US', 1),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', view.rows),
    element(0x00280011, 'US', view.columns),
    element(0x00280100, 'US', 16),
    element(0x00280101, 'US', view.bitsStored),
    element(0x00280102, 'US', view.bitsStored - 1),
    element(0x00280103, 'US', 0),
    element(0x00281040, 'CS', 'LOG'),
    element(0x00281041, 'SS', -1),
    element(0x7fe00010, 'OW', view.pixels),
  ];
}

/** Rescale that changes nothing, and the vendor's windows or tables. */
function presentation(transforms: readonly VoiTransform[]): Elements {
  const windows = transforms.filter((transform) => transform.type === 'window');
  const tables = transforms.filter((transform) => transform.type === 'lut');
  const elements: Elements = [
    element(0x00281052, 'DS', 0),
    element(0x00281053, 'DS', 1),
    element(0x00281054, 'LO', 'US'),
    element(0x20500020, 'CS', 'IDENTITY'),
  ];
  if (windows.length > 0) {
    elements.push(
      element(
        0x00281050,
        'DS',
        windows.map(({ center }) => center),
      ),
      element(
        0x00281051,
        'DS',
        windows.map(({ width }) => width),
      ),
      element(
        0x00281055,
        'LO',
        windows.map(({ explanation }) => explanation ?? ''),
      ),
      element(0x00281056, 'CS', windows[0].function),
    );
  }
  if (tables.length > 0) {
    elements.push(
      element(
        0x00283010,
        'SQ',
        tables.map(({ firstMapped, bits, data, explanation }) => [
          element(0x00283002, 'US', [data.length, firstMapped, bits]),
          element(0x00283003, 'LO', explanation ?? ''),
          element(0x00283006, 'OW', data),
        ]),
      ),
    );
  }
  return elements;
}
