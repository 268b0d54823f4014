import { describe, expect, it } from 'vitest';
import { contradicted, differences, patientKeyOf, weighPatients } from '../../../main/library/patient.ts';
import type { PatientEvidence } from '../../../main/library/patient.ts';

/** `ID|name|birth date|sex|issuer` */
function evidence(text: string): PatientEvidence {
  const [id = '', name = '', birthDate = '', sex = '', issuer = ''] = text.split('|');
  return { id, name, birthDate, sex, issuer };
}

describe('two headers', () => {
  it.each([
    // Nothing contradicts.
    ['P1|Doe^Jane|19600101|F', 'P1|Doe^Jane|19600101|F', 'same', ''],
    ['P1|Doe^Jane|19600101', 'P1||', 'same', ''],
    ['P1|DOE^JANE^M|19600101', 'p1|Doe^Jane|19600101', 'same', ''],
    ['P1|Müller^Zoë|19600101', 'P1|MUELLER^ZOE|19600101', 'same', ''],
    ['P1|Müller^Zoë|19600101', 'P1|Muller Zoe|19600101', 'same', ''],
    ['P1|Doe^Jane|19600101', 'P1|Jane Doe|19600101', 'same', ''],
    ['P1|Doe^Jane|19600101', 'P1|Doe-Smith^Jane|19600101', 'same', ''],
    ['P1|Yamada^Tarou=山田^太郎|19600101', 'P1|Yamada^Taro=山田^太郎|19600101', 'same', ''],
    ['P1|Doe^J|19600101', 'P1|Doe^Jane|19600101', 'same', ''],
    ['|Doe^Jane|19600101', '|Doe^Jane|19600101', 'same', ''],
    ['P1|Doe^Jane|19600101|F|A', 'P1|Doe^Jane|19600101|F|B', 'same', ''],
    // One changed, padded or mistyped.
    ['P1|Doe^Jane|19600101', 'P1|Smith^Jane|19600101', 'uncertain', 'name'],
    ['P1|Doe^Jane|19600101', 'P1|Smith^Mary|19600101', 'uncertain', 'name'],
    ['P1|Doe^Jane', 'P1|Smith^Mary', 'uncertain', 'name'],
    ['P1|Doe^Jane|19600101', 'P1|Doe^Jane|19610203', 'uncertain', 'birth date'],
    ['P1|Doe^Jane|19600102', 'P1|Doe^Jane|19600201', 'uncertain', 'birth date'],
    ['P1||19600101|F', 'P1||19600101|M', 'uncertain', 'sex'],
    ['123|Doe^Jane|19600101', '000123|Doe^Jane|19600101', 'uncertain', 'Patient ID'],
    ['12-3|Doe^Jane|19600101', '123|Doe^Jane|19600101', 'uncertain', 'Patient ID'],
    ['P1|Doe^Jane|19600101', 'Q7|Doe^Jane|19600101', 'uncertain', 'Patient ID'],
    ['P1|Doe^Jane|19600101', 'Q7|Smith^Jane|19600101', 'uncertain', 'name,Patient ID'],
    ['|Doe^Jane|19600101', '|Smith^Jane|19600101', 'uncertain', 'name'],
    // Too little.
    ['||', '||', 'unknown', ''],
    ['|Anonymous|', '|Anonymous|', 'unknown', ''],
    ['ANON||', 'ANON||', 'unknown', ''],
    ['0000|Doe^Jane|', '0000|Doe^Jane|', 'unknown', ''],
    ['P1||||A', 'P1||||B', 'unknown', ''],
    ['|Doe^Jane|19000101', '|Doe^Jane|19000101', 'unknown', ''],
    ['|Doe|19600101', '|Doe^Jane|19600101', 'unknown', ''],
    // Two people.
    ['P1|Doe^Jane|19600101', 'P1|Smith^Mary|19520303', 'different', 'name,birth date'],
    ['P1|Doe^Jane|19600101', 'Q7|Smith^Mary|19520303', 'different', 'name,birth date,Patient ID'],
    ['|Case^A|19700101', '|Case^B|19700101', 'different', 'name'],
    ['|Doe^Jane|19600101', '|Doe^Jane|19410817', 'different', 'birth date'],
    ['P1|Doe^Jane|19600101|F', 'P1|Doe^John|19600101|M', 'different', 'name,sex'],
    ['P1|Doe^Jane|', 'Q7|Doe^Jane|', 'different', 'Patient ID'],
    ['P1||', 'Q7||', 'different', 'Patient ID'],
    ['123||', '0123||', 'different', 'Patient ID'],
    ['P1|Doe^Jane|19600101|F|A', 'P1|Roe^Mary|19600101|F|B', 'different', 'name'],
  ] as const)('%s and %s: %s (%s)', (one, other, verdict, differ) => {
    const weight = weighPatients(evidence(one), evidence(other));
    expect([weight.verdict, weight.differ.join(',')]).toEqual([verdict, differ]);
    // Which is first does not count.
    expect(weighPatients(evidence(other), evidence(one))).toEqual(weight);
  });
});

describe('the key of a patient', () => {
  it('is that of all evidence, and says nothing of her', () => {
    const key = patientKeyOf(evidence('P1|Doe^Jane|19600101|F'));
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(patientKeyOf(evidence('p1 |DOE^JANE|19600101|F'))).toBe(key);
    expect(patientKeyOf(evidence('P1|Smith^Mary|19600101|F'))).not.toBe(key);
    expect(patientKeyOf(evidence('P1|Doe^Jane|19520303|F'))).not.toBe(key);
  });

  it('is none where too little is known', () => {
    expect(patientKeyOf(evidence('|Doe^Jane|'))).toBe('');
    expect(patientKeyOf(evidence('ANONYMOUS|Anonymous|19000101'))).toBe('');
  });
});

describe('what contradicts among headers', () => {
  it('is what differs from the first, and nothing where one says less', () => {
    const [jane, silent] = [evidence('P1|Doe^Jane|19600101|F'), evidence('P1|||')];
    expect(contradicted([])).toEqual([]);
    expect(contradicted([jane, silent, jane])).toEqual([]);
    expect(
      contradicted([jane, evidence('P1|Doe^Jane|19750607|F'), evidence('P1|Smith^Jane|19600101|F')]),
    ).toEqual(['birth date', 'name']);
  });
});

describe('what differs', () => {
  it('is said in words', () => {
    expect(differences(['name'])).toBe('name differs');
    expect(differences(['name', 'sex'])).toBe('name and sex differ');
    expect(differences(['name', 'birth date', 'sex'])).toBe('name, birth date and sex differ');
  });
});
