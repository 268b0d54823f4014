import type { ImageHeader } from '../../contract/image.ts';
import { readingVersion } from '../../imaging/openImage.ts';
import { sha256 } from '../library/hash.ts';
import type { Library } from './database.ts';
import { inTransaction } from './migration.ts';
import { pack, unpack } from './packed.ts';

/** Where an image is, and what changes when the file does. */
export interface ImageSource {
  /** Absolute path. */
  readonly file: string;
  /** Name inside a ZIP file; '' for a plain file. */
  readonly entry: string;
  /** From 0. */
  readonly frame: number;
  readonly sizeBytes: bigint;
  /** Time of the last change of content, nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  /** Time of the last change of content or attributes; a copy that keeps the old modification time still moves it. */
  readonly changedNs: bigint;
}

/** What decoding an image has shown. */
export interface KnownImage {
  readonly header: ImageHeader;
  /** Hash of the decoded samples, hexadecimal. */
  readonly pixelHash: string;
  /** Hash of the samples and of all that says how to read them, hexadecimal. */
  readonly imageHash: string;
}

/**
 * What is known of the image, or null where it was never seen, its file has changed since, the row is damaged, or
 * was written when images were read otherwise.
 */
export function findImage(library: Library, source: ImageSource): KnownImage | null {
  const row = library.database
    .prepare(
      `SELECT header, header_arrays, pixel_hash, image_hash, digest FROM image
       WHERE file = ? AND entry = ? AND frame = ? AND size_bytes = ? AND modified_ns = ? AND changed_ns = ?`,
    )
    .get(source.file, source.entry, source.frame, source.sizeBytes, source.modifiedNs, source.changedNs) as
    ImageRow | undefined;
  if (row === undefined || digestOf(row) !== row.digest) return null;
  return {
    header: unpack({ json: row.header, bytes: row.header_arrays }) as ImageHeader,
    pixelHash: row.pixel_hash,
    imageHash: row.image_hash,
  };
}

interface ImageContent {
  readonly header: string;
  readonly header_arrays: Uint8Array;
  readonly pixel_hash: string;
  readonly image_hash: string;
}

interface ImageRow extends ImageContent {
  readonly digest: string;
}

function digestOf({ header, header_arrays, pixel_hash, image_hash }: ImageContent): string {
  return sha256(`${readingVersion} ${pixel_hash} ${image_hash}\n`, header, header_arrays);
}

/** Remembers an image and its study; replaces what was known of the same place. */
export function saveImage(library: Library, source: ImageSource, image: KnownImage): void {
  const { header } = image;
  const packed = pack(header);
  const content: ImageContent = {
    header: packed.json,
    header_arrays: packed.bytes,
    pixel_hash: image.pixelHash,
    image_hash: image.imageHash,
  };
  inTransaction(library.database, () => {
    library.database
      .prepare(
        `INSERT INTO image (study_id, sop_instance_uid, laterality, view_position, file, entry, frame,
           size_bytes, modified_ns, changed_ns, pixel_hash, image_hash, header, header_arrays, digest)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (file, entry, frame) DO UPDATE SET
           study_id = excluded.study_id, sop_instance_uid = excluded.sop_instance_uid,
           laterality = excluded.laterality, view_position = excluded.view_position,
           size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns,
           pixel_hash = excluded.pixel_hash, image_hash = excluded.image_hash,
           header = excluded.header, header_arrays = excluded.header_arrays, digest = excluded.digest`,
      )
      .run(
        saveStudy(library, header),
        header.sopInstanceUid,
        header.laterality,
        header.viewPosition,
        source.file,
        source.entry,
        source.frame,
        source.sizeBytes,
        source.modifiedNs,
        source.changedNs,
        content.pixel_hash,
        content.image_hash,
        content.header,
        content.header_arrays,
        digestOf(content),
      );
  });
}

/** The study's row, made or brought up to date; null for an image without a study (a PNG). */
function saveStudy(library: Library, header: ImageHeader): number | bigint | null {
  if (header.studyInstanceUid === '') return null;
  const row = library.database
    .prepare(
      `INSERT INTO study (study_instance_uid, patient_id, patient_name, patient_birth_date, accession_number,
         study_date, description)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (study_instance_uid) DO UPDATE SET
         patient_id = excluded.patient_id, patient_name = excluded.patient_name,
         patient_birth_date = excluded.patient_birth_date, accession_number = excluded.accession_number,
         study_date = excluded.study_date, description = excluded.description
       RETURNING id`,
    )
    .get(
      header.studyInstanceUid,
      header.patientId,
      header.patientName,
      header.patientBirthDate,
      header.accessionNumber,
      header.studyDate,
      header.studyDescription,
    );
  return row!.id as number;
}
