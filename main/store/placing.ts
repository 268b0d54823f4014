/** Where an image of the list comes: at its place, at that of one that has moved, or nowhere, because it is there already. */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { likenessOf, shapeOf } from '../library/copies.ts';
import type { ListedFields } from '../library/imageStatement.ts';
import type { SliceLocation } from '../library/readImage.ts';
import type { Library } from './database.ts';
import type { ExamReference } from './examOfImage.ts';
import type { ListedImage, Place } from './exams.ts';
import { prepared } from './prepared.ts';

export function placeKey({ file, entry }: Place): string {
  return JSON.stringify([file, entry]);
}

export interface ImageRow extends Place {
  readonly id: number;
  readonly exam: number;
  readonly exam_id: string;
  readonly sop_instance_uid: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly content: string;
  /** `SliceLocation`s as JSON. */
  readonly slices: string;
  readonly listed: string;
  readonly gone: number;
}

export const selectRows = `SELECT i.id, i.exam, e.exam_id, i.sop_instance_uid, i.file, i.entry, i.size_bytes, i.modified_ms,
    i.content, i.slices, i.listed, i.gone
  FROM exam_image i JOIN exam e ON e.id = i.exam`;

export interface Placed {
  readonly isNew: boolean;
  /** The exams whose images were at its place, or at those of its slices, before. */
  readonly leftExams: readonly ExamReference[];
}

/** Puts an image of exam `exam` on the list; `copyOf`: places of images that hold the same picture. */
export function placeImage(
  library: Library,
  exam: number,
  image: ListedImage,
  copyOf: ReadonlySet<string>,
): Placed {
  const here = rowAt(library, image);
  const isHere = here?.exam === exam && isSameImage(here, image);
  const ofExam = prepared(library.database, `${selectRows} WHERE i.exam = ? ORDER BY i.id`).all(
    exam,
  ) as unknown as ImageRow[];
  if (!isHere && ofExam.some((row) => isStackAround(row, image))) return { isNew: false, leftExams: [] };
  // What was a single image is a slice now, and a stack that has got more slices is another one.
  const replaced = [
    ...(here === undefined || isHere ? [] : [here]),
    ...image.slices.map((slice) => rowAt(library, slice)).filter((row) => row !== undefined),
    ...ofExam.filter((row) => row.gone === 0 && sharesSlices(row, image)),
  ].filter((row) => !isHere || row.id !== here.id);
  for (const { id } of replaced) {
    prepared(library.database, 'UPDATE exam_image SET gone = 1 WHERE id = ?').run(id);
  }
  const leftExams = replaced.map((row) => ({ id: row.exam, examId: row.exam_id }));
  if (isHere) {
    updateImage(library, here.id, image);
    return { isNew: false, leftExams };
  }
  const gone = new Set(replaced.map(({ id }) => id));
  const others = ofExam.filter(({ id }) => !gone.has(id));
  if (others.some((other) => copyOf.has(placeKey(other)) && isStillThere(other))) {
    return { isNew: false, leftExams };
  }
  const vanished = others.find((other) => isMoved(other, image) && !isStillThere(other));
  if (vanished !== undefined) {
    updateImage(library, vanished.id, image);
    return { isNew: false, leftExams };
  }
  insertImage(library, exam, image);
  return { isNew: true, leftExams };
}

function rowAt({ database }: Library, { file, entry }: Place): ImageRow | undefined {
  return prepared(database, `${selectRows} WHERE i.file = ? AND i.entry = ? AND i.gone = 0`).get(
    file,
    entry,
  ) as unknown as ImageRow | undefined;
}

/** True for a stack that has this image, or all slices of it, and more, as its files were and are. */
function isStackAround(row: ImageRow, image: ListedImage): boolean {
  if (row.gone === 1 || row.slices === noSlices) return false;
  const own = image.slices.length === 0 ? [image] : image.slices;
  const slices = slicesOf(row);
  const known = new Set(slices.map(stateKey));
  return (
    slices.length > own.length &&
    own.every((slice) => known.has(stateKey(slice))) &&
    slices.every(isUntouched)
  );
}

function sharesSlices(row: ImageRow, { slices }: ListedImage): boolean {
  if (row.slices === noSlices || slices.length === 0) return false;
  const places = new Set(slices.map(placeKey));
  return slicesOf(row).some((slice) => places.has(placeKey(slice)));
}

/** As `exam_image` has it of an image that is a file of its own. */
const noSlices = '[]';

function slicesOf({ slices }: ImageRow): readonly SliceLocation[] {
  return JSON.parse(slices) as readonly SliceLocation[];
}

function stateKey({ file, entry, sizeBytes, modifiedMs }: SliceLocation): string {
  return JSON.stringify([file, entry, sizeBytes, modifiedMs]);
}

function insertImage({ database }: Library, exam: number, image: ListedImage): void {
  prepared(
    database,
    `INSERT INTO exam_image (image_id, exam, sop_instance_uid, file, entry, size_bytes, modified_ms, wrapped, listed,
         patient, content, slices)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(randomUUID(), exam, image.fields.sopInstanceUid, ...columnsOf(image));
}

/** At the same place: the same file, or one that was written anew with the same picture; a stack with the same slices. */
function isSameImage(row: ImageRow, image: ListedImage): boolean {
  if (row.sop_instance_uid !== image.fields.sopInstanceUid) return false;
  if (row.slices !== noSlices || image.slices.length > 0) return row.content === image.content;
  const isSameFile = row.modified_ms === image.modifiedMs && row.size_bytes === image.sizeBytes;
  return isSameFile || row.content === '' || row.content === image.content;
}

/** At another place: what was there cannot be read any more, so that all that is known of it must agree. */
function isMoved(row: ImageRow, image: ListedImage): boolean {
  if (row.sop_instance_uid !== image.fields.sopInstanceUid || row.size_bytes !== image.sizeBytes)
    return false;
  if (row.content !== '' && row.content !== image.content) return false;
  return shapeOfFields(JSON.parse(row.listed) as ListedFields) === shapeOfFields(image.fields);
}

function shapeOfFields({ view, modifiers, ...fields }: ListedFields): string {
  return shapeOf({ ...fields, viewPosition: view, viewModifiers: modifiers });
}

export function likenessOfFields({ view, modifiers, ...fields }: ListedFields): string {
  return likenessOf({ ...fields, viewPosition: view, viewModifiers: modifiers });
}

function isStillThere({ file, entry, size_bytes, modified_ms, gone }: ImageRow): boolean {
  return gone === 0 && isUntouched({ file, entry, sizeBytes: size_bytes, modifiedMs: modified_ms });
}

function isUntouched({ file, entry, sizeBytes, modifiedMs }: SliceLocation): boolean {
  try {
    const info = statSync(file);
    return info.mtimeMs === modifiedMs && (entry !== '' || info.size === sizeBytes);
  } catch {
    return false;
  }
}

function updateImage({ database }: Library, id: number, image: ListedImage): void {
  prepared(
    database,
    `UPDATE exam_image SET file = ?, entry = ?, size_bytes = ?, modified_ms = ?, wrapped = ?, listed = ?, patient = ?,
       content = ?, slices = ?, gone = 0 WHERE id = ?`,
  ).run(...columnsOf(image), id);
}

/** What may change of an image that stays the same: from `file` to `slices`, as the statements above name them. */
function columnsOf(image: ListedImage): readonly (string | number)[] {
  return [
    image.file,
    image.entry,
    image.sizeBytes,
    image.modifiedMs,
    Number(image.wrapped),
    JSON.stringify(image.fields),
    JSON.stringify(image.patient),
    image.content,
    JSON.stringify(image.slices),
  ];
}
