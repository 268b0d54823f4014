import type { ViewModifier, ViewPosition } from '../../contract/view.ts';

/** One row of a context group: codes of SNOMED CT and of the retired schemes, and a pattern of its meaning. */
interface Row<T> {
  readonly abbreviation: T;
  readonly codes: readonly string[];
  /** Matches the code meaning in lower case with hyphens and spaces removed; that of a modifier with single spaces, too. */
  readonly meaning: RegExp;
}

/**
 * PS3.16 CID 4014 "View for Mammography". Y-X1770 and Y-X1771 are codes of an earlier edition (its note 1), R-102CF
 * is "cranio-caudal exaggerated" of the 2001 edition. The meanings of the exaggerated and oblique views come first
 * because they contain those of the plain ones.
 */
export const viewRows: readonly Row<ViewPosition>[] = [
  { abbreviation: 'XCCL', codes: ['399192008', 'R-1024A', 'Y-X1770'], meaning: /exaggerated.*lateral|^xccl/ },
  { abbreviation: 'XCCM', codes: ['399101009', 'R-1024B', 'Y-X1771'], meaning: /exaggerated.*medial|^xccm/ },
  { abbreviation: 'XCC', codes: ['R-102CF'], meaning: /exaggerated|^xcc/ },
  { abbreviation: 'SIO', codes: ['399188001', 'R-102D0'], meaning: /superolateral.*inferomedial/ },
  { abbreviation: 'ISO', codes: ['441555000', 'R-40AAA'], meaning: /inferomedial.*superolateral/ },
  // Oblique in every language that uses the word, before or after; and never ML or LM where there is a word that is not known.
  {
    abbreviation: 'MLO',
    codes: ['399368009', 'R-10226'],
    meaning: /mediolateral.*obli|obli.*mediolateral|^mlo/,
  },
  {
    abbreviation: 'LMO',
    codes: ['399099002', 'R-10230'],
    meaning: /lateromedial.*obli|obli.*lateromedial|^lmo/,
  },
  { abbreviation: 'ML', codes: ['399260004', 'R-10224'], meaning: /^mediolateral$|^ml$/ },
  { abbreviation: 'LM', codes: ['399352003', 'R-10228'], meaning: /^lateromedial$|^lm$/ },
  { abbreviation: 'CC', codes: ['399162004', 'R-10242'], meaning: /[ck]ran[ie]o[ck]audal|^cc$/ },
  { abbreviation: 'FB', codes: ['399196006', 'R-10244'], meaning: /[ck]audo[ck]ran[ie]al|frombelow/ },
  { abbreviation: 'SPECIMEN', codes: ['127457009', 'G-8310'], meaning: /specimen/ },
];

/** PS3.16 CID 4015 "View Modifier for Mammography". */
export const modifierRows: readonly Row<ViewModifier>[] = [
  { abbreviation: 'CV', codes: ['399161006', 'R-102D2'], meaning: /cleavage/ },
  { abbreviation: 'AT', codes: ['399011000', 'R-102D1'], meaning: /axillary ?tail/ },
  { abbreviation: 'RL', codes: ['399197002', 'R-102D3'], meaning: /roll(ed)? ?lateral(ly)?/ },
  { abbreviation: 'RM', codes: ['399226006', 'R-102D4'], meaning: /roll(ed)? ?medial(ly)?/ },
  { abbreviation: 'RI', codes: ['414493004', 'R-102CA'], meaning: /roll(ed)? ?inferior(ly)?/ },
  { abbreviation: 'RS', codes: ['415670009', 'R-102C9'], meaning: /roll(ed)? ?superior(ly)?/ },
  { abbreviation: 'ID', codes: ['399209000', 'R-102D5'], meaning: /implants? ?displace(d|ment)|eklund/ },
  { abbreviation: 'M', codes: ['399163009', 'R-102D6'], meaning: /magnif[a-z]*/ },
  { abbreviation: 'S', codes: ['399055006', 'R-102D7'], meaning: /spot/ },
  { abbreviation: 'TAN', codes: ['399110001', 'R-102C2'], meaning: /tangential/ },
  { abbreviation: 'NP', codes: ['442581004', 'R-40AB3'], meaning: /nipple ?in ?profile/ },
  { abbreviation: 'AC', codes: ['441752004', 'P2-00161'], meaning: /anterior ?compression/ },
  { abbreviation: 'IMF', codes: ['442593008', 'R-40ABE'], meaning: /inframammary ?fold/ },
  { abbreviation: 'AX', codes: ['442580003', 'R-40AB2'], meaning: /axillary ?tissue/ },
];

/** What an item of a code sequence says (PS3.3 section 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** SNOMED CT, SNOMED-RT under its three designators (PS3.16 section 8), and none at all. */
const schemes = new Set(['SCT', 'SRT', 'SNM3', '99SDM', '']);

/** What a code of a known scheme stands for; null for all others. */
export function abbreviationOfValue<T>(rows: readonly Row<T>[], code: Code): T | null {
  if (!schemes.has(code.scheme.toUpperCase())) return null;
  const value = code.value.toUpperCase();
  return rows.find(({ codes }) => codes.includes(value))?.abbreviation ?? null;
}

/** The row of a code: by its value where the scheme is a known one, else by its meaning. */
export function abbreviationOf<T>(rows: readonly Row<T>[], code: Code): T | null {
  const byCode = abbreviationOfValue(rows, code);
  if (byCode !== null) return byCode;
  const meaning = code.meaning.toLowerCase().replace(/[^a-z]/g, '');
  return rows.find((row) => row.meaning.test(meaning))?.abbreviation ?? null;
}
