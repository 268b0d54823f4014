import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { migrate, versionOf, type Migration } from '../../../../main/store/migration.ts';
import { latestVersion, migrations } from '../../../../main/store/migrations/all.ts';

/** A library as it was at `version`, in memory. */
function libraryAt(version: number): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  migrate(database, migrations.slice(0, version));
  return database;
}

function tables(database: DatabaseSync): unknown[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => row.name);
}

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    expect(latestVersion).toBe(migrations.length);
  });

  it('1 makes study and image in an empty file', () => {
    const database = libraryAt(0);
    expect(versionOf(database)).toBe(0);
    migrate(database, migrations.slice(0, 1));
    expect(versionOf(database)).toBe(1);
    expect(tables(database)).toEqual(['image', 'study']);
    const image = (studyId: number, file: string) =>
      database
        .prepare(
          `INSERT INTO image (study_id, sop_instance_uid, file, entry, frame, size_bytes, modified_ns, changed_ns,
             pixel_hash, image_hash, header, header_arrays)
           VALUES (?, '1', ?, '', 0, 1, 2, 3, 'a', 'b', '{}', x'')`,
        )
        .run(studyId, file);
    expect(() => image(1, '/a')).toThrow('FOREIGN KEY');
    database.exec(`INSERT INTO study VALUES (1, '1.2', '', '', '', '', '', '')`);
    image(1, '/a');
    expect(() => image(1, '/a')).toThrow('UNIQUE');
  });

  it('2 adds analysis and leaves studies and images as they were', () => {
    const database = libraryAt(1);
    database.exec(`
      INSERT INTO study VALUES (7, '1.2', 'P', 'N', '1960', 'A', '2026', 'D');
      INSERT INTO image VALUES (9, 7, '1.2.3', 'L', 'CC', '/a', '', 0, 10, 20, 30, 'p', 'i', '{}', x'0102');`);
    const before = database.prepare('SELECT * FROM image JOIN study ON study.id = study_id').all();
    migrate(database, migrations.slice(0, 2));
    expect(versionOf(database)).toBe(2);
    expect(tables(database)).toEqual(['analysis', 'image', 'study']);
    expect(database.prepare('SELECT * FROM image JOIN study ON study.id = study_id').all()).toEqual(before);
    const analysis = (key: string, mapsFile: string) =>
      database
        .prepare(`INSERT INTO analysis VALUES (?, 'i', 'gmic', 'w', 's', 'p', 'cpu', 'now', '{}', ?, 'd')`)
        .run(key, mapsFile);
    analysis('k', 'm');
    expect(() => analysis('k', 'n')).toThrow('UNIQUE');
    expect(() => analysis('l', 'm')).toThrow('UNIQUE');
  });

  it('3 adds a digest to the images, empty in those that are there', () => {
    const database = libraryAt(2);
    database.exec(`
      INSERT INTO image VALUES (9, NULL, '1.2.3', 'L', 'CC', '/a', '', 0, 10, 20, 30, 'p', 'i', '{}', x'0102');`);
    const before = database.prepare('SELECT * FROM image').get();
    migrate(database, migrations.slice(0, 3));
    expect(versionOf(database)).toBe(3);
    expect(database.prepare('SELECT * FROM image').get()).toEqual({ ...before, digest: '' });
  });

  it('4 adds the worklist: one image per place, those that have gone aside; what was there stays', () => {
    const database = libraryAt(3);
    database.exec(`
      INSERT INTO image VALUES (9, NULL, '1.2.3', 'L', 'CC', '/a', '', 0, 10, 20, 30, 'p', 'i', '{}', x'0102', 'd');`);
    const before = database.prepare('SELECT * FROM image').get();
    migrate(database, migrations.slice(0, 4));
    expect(versionOf(database)).toBe(4);
    expect(database.prepare('SELECT * FROM image').get()).toEqual(before);
    const added = ['exam', 'exam_image', 'image_outcome', 'listed_problem'];
    expect(tables(database)).toEqual(['analysis', 'image', 'study', ...added].sort());
    const image = (id: string, exam: number, gone: number) =>
      database
        .prepare(`INSERT INTO exam_image VALUES (NULL, ?, ?, '1', '/a', '', 1, 2, 0, ?, '{}')`)
        .run(id, exam, gone);
    expect(() => image('x', 1, 0)).toThrow('FOREIGN KEY');
    database.exec(`
      INSERT INTO exam (exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added) VALUES ('e', 'k', '', '', '', '', '', '', '', 'now')`);
    image('x', 1, 1);
    image('y', 1, 0);
    expect(() => image('z', 1, 0)).toThrow('UNIQUE');
    expect(() => database.exec(`INSERT INTO image_outcome VALUES (1, 'queued', NULL, NULL, 0)`)).toThrow(
      'CHECK',
    );
  });

  it('5 adds readings, whose events and revisions can only be added to', () => {
    const database = libraryAt(4);
    database.exec(`
      INSERT INTO exam (exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added) VALUES ('e', 'k', '', '', '', '', '', '', '', 'now')`);
    const before = database.prepare('SELECT * FROM exam').all();
    migrate(database, migrations.slice(0, 5));
    expect(versionOf(database)).toBe(5);
    expect(database.prepare('SELECT * FROM exam').all()).toEqual(before);
    expect(tables(database)).toEqual(
      expect.arrayContaining(['annotation_revision', 'reading', 'reading_event']),
    );
    database.exec(`
      INSERT INTO reading_event VALUES (1, 1, 'now', 'aided', 'opened', NULL);
      INSERT INTO annotation_revision VALUES (1, 'a', 1, 'now', '{}');`);
    expect(() =>
      database.exec(`INSERT INTO reading_event VALUES (1, 1, 'now', 'aided', 'opened', NULL)`),
    ).toThrow('UNIQUE');
    for (const table of ['reading_event', 'annotation_revision']) {
      expect(() => database.exec(`UPDATE ${table} SET time = 'then'`)).toThrow('not changed');
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('not deleted');
    }
  });

  it('6 adds settings and saved hanging protocols, one of each name', () => {
    const database = libraryAt(5);
    migrate(database, migrations.slice(0, 6));
    expect(versionOf(database)).toBe(6);
    database.exec(`INSERT INTO setting VALUES ('a', '{}'); INSERT INTO saved_protocol VALUES ('a', '{}')`);
    expect(() => database.exec(`INSERT INTO setting VALUES ('a', '[]')`)).toThrow('UNIQUE');
    expect(() => database.exec(`INSERT INTO saved_protocol VALUES ('a', '[]')`)).toThrow('UNIQUE');
  });

  it('7 gives listed images an empty list of notices', () => {
    const database = libraryAt(6);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added, views)
        VALUES (1, 'e', 'k', 'p', '', '', '', '', '', '', 'now', '[]');
      INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
        VALUES (1, 'i', 1, '1', '/a', '', 1, 1, 0, '{"rows":2,"problem":null}');`);
    migrate(database, migrations.slice(0, 7));
    expect(database.prepare('SELECT listed FROM exam_image').get()).toEqual({
      listed: '{"rows":2,"problem":null,"notices":[]}',
    });
  });

  it('8 keeps what was analysed, and knows no score of it', () => {
    const database = libraryAt(7);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added, done_count, highest, untrained)
        VALUES (1, 'e', 'k', 'p', '', '', '', '', '', '', 'now', 1, 0.9, 0);
      INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
        VALUES (1, 'i', 1, '1', '/a', '', 1, 1, 0, '{}');
      INSERT INTO image_outcome VALUES (1, 'done', NULL, 0.9, 0);`);
    migrate(database, migrations.slice(0, 8));
    expect(database.prepare('SELECT exam_id, done_count, scores, scores_of FROM exam').get()).toEqual({
      exam_id: 'e',
      done_count: 1,
      scores: '[]',
      scores_of: null,
    });
    expect(database.prepare('SELECT * FROM image_outcome').get()).toEqual({
      image: 1,
      state: 'done',
      problem: null,
    });
  });

  it('9 keeps why an image is not analysed apart from a missing side, and adds statements, which stay', () => {
    const database = libraryAt(8);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added, views)
        VALUES (1, 'e', 'k', 'p', '', '', '', '', '', '', 'now', '[]');
      INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
        VALUES (1, 'i', 1, '1', '/a', '', 1, 1, 0, '{"frames":1,"notAnalysed":null}'),
          (2, 'j', 1, '2', '/b', '', 1, 1, 0, '{"frames":9,"notAnalysed":"no laterality"}'),
          (3, 'k', 1, '3', '/c', '', 1, 1, 0, '{"frames":1,"notAnalysed":"a colour image"}');`);
    migrate(database, migrations.slice(0, 9));
    const listed = database.prepare('SELECT listed FROM exam_image ORDER BY id').all();
    const common = { modality: '', acquired: '', instanceNumber: null };
    expect(listed.map((row) => JSON.parse(row.listed as string) as unknown)).toEqual([
      { ...common, frames: 1, kind: 'conventional', notAnalysable: null },
      { ...common, frames: 9, kind: 'tomosynthesis', notAnalysable: null },
      {
        ...common,
        frames: 1,
        kind: 'conventional',
        notAnalysable: { reason: 'a colour image', canBeForced: false },
      },
    ]);
    database.exec(`INSERT INTO image_statement VALUES (1, 1, '{}')`);
    expect(() => database.exec(`UPDATE image_statement SET statement = 'x'`)).toThrow('are not changed');
    expect(() => database.exec('DELETE FROM image_statement')).toThrow('are not deleted');
  });

  it('10 tells from the events how each exam was read, and whether its results had been seen', () => {
    const database = libraryAt(9);
    const cases: readonly (readonly [done: number, events: string, mode: string, seen: number])[] = [
      [4, 'opened sequential, locked sequential, ai-shown sequential, opened aided', 'sequential', 0],
      [4, 'opened aided, opened sequential, locked sequential, ai-shown sequential', 'sequential', 1],
      [0, 'opened aided, opened sequential, locked sequential', 'sequential', 0],
      [4, 'opened unaided, completed unaided, opened aided, ai-shown aided', 'unaided', 0],
      [4, 'opened unaided, opened aided, ai-shown aided, opened unaided', 'unaided', 1],
      [4, 'opened aided, completed aided', 'aided', 0],
    ];
    cases.forEach(([done, events], at) => {
      const exam = at + 1;
      database.exec(`
        INSERT INTO exam (id, exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date,
          study_date, study_description, accession_number, added, done_count)
        VALUES (${exam}, 'e${exam}', 'k${exam}', '', '', '', '', '', '', '', 'now', ${done});
        INSERT INTO reading VALUES (${exam}, '{}', NULL, 0, 0, 0);`);
      events.split(', ').forEach((event, index) => {
        const [type, mode] = event.split(' ');
        database.exec(
          `INSERT INTO reading_event VALUES (${exam}, ${index + 1}, 'now', '${mode}', '${type}', NULL)`,
        );
      });
    });
    const before = database.prepare('SELECT * FROM reading_event').all();
    migrate(database, migrations.slice(0, 10));
    expect(versionOf(database)).toBe(10);
    expect(database.prepare('SELECT * FROM reading_event').all()).toEqual(before);
    const readings = database.prepare('SELECT mode, ai_seen_before FROM reading ORDER BY exam').all();
    expect(readings.map((row) => [row.mode, row.ai_seen_before])).toEqual(
      cases.map(([, , mode, seen]) => [mode, seen]),
    );
    database.exec(`INSERT INTO ai_seen VALUES (1, 'now')`);
    expect(() => database.exec(`UPDATE ai_seen SET time = 'then'`)).toThrow('not changed');
    expect(() => database.exec('DELETE FROM ai_seen')).toThrow('not deleted');
  });

  it('11 keeps exams with their study, and of images what tells whose and which they are', () => {
    const database = libraryAt(10);
    const exam = (id: number, key: string) =>
      database
        .prepare(
          `INSERT INTO exam (id, exam_id, exam_key, patient_key, patient_name, patient_id, patient_birth_date,
             study_date, study_description, accession_number, added) VALUES (?, ?, ?, 'p', 'N', 'P', '', '', '', '', '')`,
        )
        .run(id, `e${id}`, key);
    const inFolder = JSON.stringify(['/a/b', 'P']);
    exam(1, JSON.stringify(['1.2.3', 'P']));
    exam(2, JSON.stringify([inFolder, 'P']));
    exam(3, 'no JSON');
    database.exec(`
      INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
        VALUES (1, 'i', 1, '1', '/a', '', 1, 1, 0, '{}');
      INSERT INTO reading (exam, assessment, density, locked, completed, ai_shown, mode)
        VALUES (1, '{}', NULL, 0, 0, 0, 'aided');`);
    migrate(database, migrations.slice(0, 11));
    const keys = database.prepare('SELECT exam_id, study_key, notices, beside FROM exam ORDER BY id').all();
    expect(keys.map((row) => [row.exam_id, row.study_key])).toEqual([
      ['e1', '1.2.3'],
      ['e2', inFolder],
      ['e3', 'no JSON'],
    ]);
    expect(keys[0]).toMatchObject({ notices: '[]', beside: '[]' });
    expect(database.prepare('SELECT patient, content, slices FROM exam_image').get()).toEqual({
      patient: null,
      content: '',
      slices: '[]',
    });
    expect(database.prepare('SELECT exam FROM reading').all()).toEqual([{ exam: 1 }]);
    const document = `INSERT INTO exam_document VALUES (NULL, '1.2.3', '/r', '', '1', 'PDF document', '{}')`;
    database.exec(document);
    expect(() => database.exec(document)).toThrow('UNIQUE');
  });

  it('12 tells the modalities of exams that were listed before', () => {
    const database = libraryAt(11);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added)
        VALUES (1, 'e', 'k', '', '', '', '', '', '', 'now');
      INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
        VALUES (1, 'i', 1, '1', '/a', '', 1, 1, 0, '{"modality":"MG"}'), (2, 'j', 1, '2', '/b', '', 1, 1, 0, '{"modality":"MG"}');`);
    migrate(database, migrations.slice(0, 12));
    expect(database.prepare('SELECT place, modalities, mammography FROM exam').get()).toEqual({
      place: '',
      modalities: '["MG"]',
      mammography: 1,
    });
  });

  it('13 knows of no contradictions in exams that were listed before', () => {
    const database = libraryAt(12);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added)
        VALUES (1, 'e', 'k', 'N', '', '', '', '', '', 'now');`);
    migrate(database, migrations.slice(0, 13));
    expect(database.prepare('SELECT patient_name, contradicted FROM exam').get()).toEqual({
      patient_name: 'N',
      contradicted: '[]',
    });
  });

  it('14 keeps whether an image is a mammogram apart from why it is not analysed', () => {
    const database = libraryAt(13);
    database.exec(`
      INSERT INTO exam (id, exam_id, exam_key, patient_name, patient_id, patient_birth_date, study_date,
        study_description, accession_number, added)
        VALUES (1, 'e', 'k', '', '', '', '', '', '', 'now');`);
    const noMammogram = { reason: 'no mammogram (modality CT)', canBeForced: true };
    const listed = [
      { kind: 'conventional', notAnalysable: null },
      { kind: 'conventional', notAnalysable: { reason: 'For Processing', canBeForced: true } },
      { kind: 'tomosynthesis', notAnalysable: noMammogram },
      { kind: 'mask', notAnalysable: { reason: 'a mask', canBeForced: true } },
    ];
    listed.forEach((fields, at) =>
      database
        .prepare(
          `INSERT INTO exam_image (id, image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed)
             VALUES (?1, ?1, 1, ?1, ?1, '', 1, 1, 0, ?2)`,
        )
        .run(at, JSON.stringify({ ...fields, seriesInstanceUid: '1' })),
    );
    migrate(database, migrations.slice(0, 14));
    const rows = database.prepare('SELECT listed FROM exam_image ORDER BY id').all();
    expect(rows.map((row) => JSON.parse(row.listed as string) as unknown)).toEqual([
      { ...listed[0], isMammogram: true },
      { ...listed[1], isMammogram: true },
      { ...listed[2], isMammogram: false },
      { ...listed[3], isMammogram: false },
    ]);
    expect(database.prepare('SELECT not_analysed FROM exam').get()).toEqual({ not_analysed: '[]' });
  });

  it('do nothing to a library that is up to date', () => {
    const database = libraryAt(latestVersion);
    migrate(database, migrations);
    expect(versionOf(database)).toBe(latestVersion);
  });

  it('leave everything as it was where one fails half-way', () => {
    const database = libraryAt(1);
    const broken: Migration = { version: 2, sql: 'CREATE TABLE half (a); CREATE TABLE image (a);' };
    expect(() => migrate(database, [migrations[0], broken])).toThrow('already exists');
    expect(versionOf(database)).toBe(1);
    expect(tables(database)).toEqual(['image', 'study']);
  });
});
