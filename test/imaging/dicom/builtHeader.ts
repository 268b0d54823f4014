/** Headers of small images with what a test puts in them. */
import type { ImageHeader } from '../../../contract/image.ts';
import type { Result } from '../../../contract/problem.ts';
import { readHeader } from '../../../imaging/dicom/header.ts';
import { parseDicom } from '../../../imaging/dicom/parse.ts';
import { Tag } from '../../../imaging/dicom/tags.ts';
import { explicitLittle, TransferSyntax } from '../../../imaging/dicom/transferSyntax.ts';
import { element, encode, imageElements, part10 } from './build.ts';
import type { TestElement } from './build.ts';

export const pixels = element(Tag.PixelData, 'OW', new Uint8Array(12));

export function read(extra: readonly TestElement[], encoding = explicitLittle): Result<ImageHeader> {
  const uid = encoding.bigEndian
    ? TransferSyntax.ExplicitBig
    : encoding.explicit
      ? TransferSyntax.ExplicitLittle
      : TransferSyntax.ImplicitLittle;
  const file = parseDicom(part10(uid, encode(imageElements(2, 3, 16, [...extra, pixels]), encoding)));
  return file.ok ? readHeader(file.value) : file;
}

export function header(extra: readonly TestElement[], encoding = explicitLittle): ImageHeader {
  const result = read(extra, encoding);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

export function kind(extra: readonly TestElement[]): string {
  const result = read(extra);
  return result.ok ? 'ok' : result.problem.kind;
}

export function code(
  value: string,
  scheme: string,
  meaning = '',
  more: readonly TestElement[] = [],
): TestElement[] {
  return [
    element(Tag.CodeValue, 'SH', value),
    element(Tag.CodingSchemeDesignator, 'SH', scheme),
    element(Tag.CodeMeaning, 'LO', meaning),
    ...more,
  ];
}

export const sequence = (tag: number, ...items: TestElement[][]) => element(tag, 'SQ', items, { open: true });
