/** Whose images these are: evidence of two headers weighed against each other. Pure. */
import { createHash } from 'node:crypto';
import type { ImageHeader } from '../../contract/image.ts';
import { bare } from '../../imaging/dicom/spelling.ts';

/** What a header says of the patient; '' where it says nothing. */
export interface PatientEvidence {
  readonly id: string;
  /** Issuer of Patient ID (0010,0021): the same number of two hospitals is two people. */
  readonly issuer: string;
  /** As written (VR PN). */
  readonly name: string;
  /** YYYYMMDD. */
  readonly birthDate: string;
  readonly sex: string;
}

export type PatientItem = 'Patient ID' | 'name' | 'birth date' | 'sex';

/**
 * `same`: enough agrees and nothing contradicts. `uncertain`: some agrees and some contradicts, as where a name was changed, an
 * identifier padded or a date mistyped. `unknown`: nothing contradicts, and nothing proves. `different`: two people.
 */
export type PatientVerdict = 'same' | 'uncertain' | 'unknown' | 'different';

export interface PatientWeight {
  readonly verdict: PatientVerdict;
  readonly agree: readonly PatientItem[];
  /** What contradicts, in the order in which it is told. */
  readonly differ: readonly PatientItem[];
}

/** `near`: not equal, as a change or a slip would have it. */
type Agreement = 'equal' | 'near' | 'differ' | 'unknown';

export function patientEvidence(header: ImageHeader): PatientEvidence {
  return {
    id: header.patientId,
    issuer: header.issuerOfPatientId,
    name: header.patientName,
    birthDate: header.patientBirthDate,
    sex: header.patientSex,
  };
}

/** Whether two headers can be of one patient, and what speaks for and against it. */
export function weighPatients(one: PatientEvidence, other: PatientEvidence): PatientWeight {
  const id = ids(one, other);
  const name = names(one.name, other.name);
  const birthDate = birthDates(one.birthDate, other.birthDate);
  const sex = sexes(one.sex, other.sex);
  const all: readonly (readonly [PatientItem, Agreement])[] = [
    ['name', name],
    ['birth date', birthDate],
    ['sex', sex],
    ['Patient ID', id],
  ];
  return {
    verdict: verdictOf(id, name, birthDate, sex),
    agree: all.filter(([, agreement]) => agreement === 'equal').map(([item]) => item),
    differ: all
      .filter(([, agreement]) => agreement === 'differ' || agreement === 'near')
      .map(([item]) => item),
  };
}

/** True where two patients are suspected: something contradicts, whatever agrees. */
export function contradicts({ verdict }: PatientWeight): boolean {
  return verdict === 'uncertain' || verdict === 'different';
}

/** What contradicts the first of several headers, in the order in which it is told; empty where they may be of one patient. */
export function contradicted(patients: readonly PatientEvidence[]): readonly PatientItem[] {
  const [first] = patients;
  const items = patients
    .map((patient) => weighPatients(first, patient))
    .filter(contradicts)
    .flatMap(({ differ }) => differ);
  return [...new Set(items)];
}

/**
 * The candidate whose patient an image is of: one that nothing speaks against before one that something does; null where the
 * image is of nobody's exam.
 */
export function chooseByPatient<Candidate extends { readonly patient: PatientEvidence }>(
  patient: PatientEvidence,
  candidates: readonly Candidate[],
): Candidate | null {
  const order: readonly PatientVerdict[] = ['same', 'unknown', 'uncertain'];
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      rank: order.indexOf(weighPatients(patient, candidate.patient).verdict),
      isSameId: candidate.patient.id === patient.id,
    }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank || Number(other.isSameId) - Number(one.isSameId));
  return ranked[0]?.candidate ?? null;
}

function verdictOf(id: Agreement, name: Agreement, birthDate: Agreement, sex: Agreement): PatientVerdict {
  const [nameDiffers, birthDiffers] = [name === 'differ', birthDate === 'differ'];
  if (sex === 'differ') return nameDiffers || birthDiffers || id === 'differ' ? 'different' : 'uncertain';
  // One identifier for two names and two birth dates is a mistake of the identifier.
  if (nameDiffers && birthDiffers) return 'different';
  const isAllRight = name !== 'near' && birthDate !== 'near' && !nameDiffers && !birthDiffers;
  switch (id) {
    case 'equal':
      return isAllRight ? 'same' : 'uncertain';
    case 'near':
      return name === 'equal' || birthDate === 'equal' ? 'uncertain' : 'different';
    case 'differ':
      return isPerson(name, birthDate) ? 'uncertain' : 'different';
    case 'unknown':
      if (nameDiffers || birthDiffers) return 'different';
      if (!isAllRight) return 'uncertain';
      return name === 'equal' && birthDate === 'equal' ? 'same' : 'unknown';
  }
}

/** A name and a birth date together are one person's as a rule, also where one of them was changed. */
function isPerson(name: Agreement, birthDate: Agreement): boolean {
  const both = [name, birthDate];
  return both.includes('equal') && both.every((agreement) => agreement === 'equal' || agreement === 'near');
}

/** What anonymising and hurry leave in place of a value. */
const placeholder =
  /^(?:0*|X+|NONE|NA|NULL|NONAME|UNKNOWN|UNKNOWNNAME|ANON(?:YMOUS|YMIZED|YMISED|YM)?\d{0,2}|REMOVED|DEIDENTIFIED|PATIENT|TEST)$/;

function ids(one: PatientEvidence, other: PatientEvidence): Agreement {
  const [first, second] = [one.id, other.id].map((id) => id.trim().toUpperCase());
  if (placeholder.test(bare(first)) || placeholder.test(bare(second))) return 'unknown';
  const issuersDiffer = one.issuer !== '' && other.issuer !== '' && bare(one.issuer) !== bare(other.issuer);
  if (issuersDiffer) return 'unknown';
  if (first === second) return 'equal';
  return unpadded(first) === unpadded(second) ? 'near' : 'differ';
}

/** An identifier without what is added to fill it up: zeros in front, separators. */
export function unpadded(id: string): string {
  return bare(id).replace(/^0+/, '');
}

function birthDates(one: string, other: string): Agreement {
  const isDate = /^(?!19000101|19010101)[12]\d{7}$/;
  if (!isDate.test(one) || !isDate.test(other)) return 'unknown';
  if (one === other) return 'equal';
  const swapped = one.slice(0, 4) + one.slice(6) + one.slice(4, 6);
  const slips = [...one].filter((digit, at) => digit !== other[at]).length;
  return swapped === other || slips === 1 ? 'near' : 'differ';
}

function sexes(one: string, other: string): Agreement {
  const [first, second] = [one, other].map((sex) => bare(sex).slice(0, 1));
  if (!/[FM]/.test(first) || !/[FM]/.test(second)) return 'unknown';
  return first === second ? 'equal' : 'differ';
}

interface Name {
  readonly family: readonly string[];
  readonly given: readonly string[];
}

/** Person names (PS3.5 section 6.2.1): the groups that both have are compared, alphabetic, ideographic, phonetic. */
function names(one: string, other: string): Agreement {
  const [first, second] = [one.split('='), other.split('=')];
  let result: Agreement = 'unknown';
  for (const [at, group] of first.entries()) {
    const agreement = at < second.length ? nameGroups(parsedName(group), parsedName(second[at])) : 'unknown';
    if (agreement === 'equal') return 'equal';
    if (result === 'unknown') result = agreement;
  }
  return result;
}

function parsedName(group: string): Name | null {
  const parts = group.split('^').map(words);
  const all = parts.flat();
  if (all.length === 0 || placeholder.test(all.join('').toUpperCase())) return null;
  // Without carets nothing tells which is the family's: the order does not count.
  if (!group.includes('^')) return { family: [], given: all };
  return { family: parts[0], given: [...(parts[1] ?? []), ...(parts[2] ?? [])] };
}

/** In small letters without accents; ä, ö, ü and ß as those who have no such keys write them, and as those who drop the dots. */
function words(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replaceAll('ø', 'o')
      .replaceAll('æ', 'ae')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).map((word) => word.replace(/([aou])e/g, '$1'));
}

function nameGroups(one: Name | null, other: Name | null): Agreement {
  if (one === null || other === null) return 'unknown';
  const [first, second] = [one, other].map(({ family, given }) => [...family, ...given]);
  if (sameWords(first, second)) return 'equal';
  if (one.family.length === 0 || other.family.length === 0) {
    // Free text: all of the shorter name is in the longer one.
    const [short, long] = first.length < second.length ? [first, second] : [second, first];
    if (!short.every((word) => long.includes(word))) return 'differ';
    return short.length > 1 ? 'equal' : 'unknown';
  }
  const family = one.family.some((word) => other.family.includes(word));
  const given = firstNames(one.given, other.given);
  if (family) return given === 'unknown' ? 'unknown' : given;
  return given === 'equal' ? 'near' : 'differ';
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.toSorted().join(' ') === other.toSorted().join(' ');
}

/** An initial may be any name that begins with it. */
function firstNames(one: readonly string[], other: readonly string[]): Agreement {
  const [first, second] = [one[0] ?? '', other[0] ?? ''];
  if (first === '' || second === '') return 'unknown';
  if (first === second) return 'equal';
  if (first.length === 1 || second.length === 1) return first[0] === second[0] ? 'unknown' : 'differ';
  return 'differ';
}

/** Equal for exams of one patient as far as all evidence is equal; '' where too little is known. It says nothing of the patient. */
export function patientKeyOf(evidence: PatientEvidence): string {
  const { id, issuer, name, birthDate, sex } = evidence;
  const isKnown = weighPatients(evidence, evidence).verdict === 'same';
  if (!isKnown) return '';
  const person = name.split('=').map((group) => words(group.replaceAll('^', ' ')).toSorted().join(' '));
  const said = [id.trim().toUpperCase(), bare(issuer), person, birthDate, bare(sex).slice(0, 1)];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32);
}

/** "name and birth date differ" */
export function differences(items: readonly PatientItem[]): string {
  const list =
    items.length < 3 ? items.join(' and ') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
  return `${list} ${items.length === 1 ? 'differs' : 'differ'}`;
}
