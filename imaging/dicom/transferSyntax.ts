/** How the elements of a data set are written (PS3.5 section 7 and annex A). */
export interface Encoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export const implicitLittle: Encoding = { explicit: false, bigEndian: false };
export const explicitLittle: Encoding = { explicit: true, bigEndian: false };
export const explicitBig: Encoding = { explicit: true, bigEndian: true };

export const TransferSyntax = {
  ImplicitLittle: '1.2.840.10008.1.2',
  ExplicitLittle: '1.2.840.10008.1.2.1',
  DeflatedExplicitLittle: '1.2.840.10008.1.2.1.99',
  ExplicitBig: '1.2.840.10008.1.2.2',
  JpegBaseline: '1.2.840.10008.1.2.4.50',
  JpegExtended: '1.2.840.10008.1.2.4.51',
  RleLossless: '1.2.840.10008.1.2.5',
} as const;

/** Names by UID (PS3.6 annex A), shortened to what a reader needs. */
const names: ReadonlyMap<string, string> = new Map([
  [TransferSyntax.ImplicitLittle, 'Implicit VR Little Endian'],
  [TransferSyntax.ExplicitLittle, 'Explicit VR Little Endian'],
  [TransferSyntax.DeflatedExplicitLittle, 'Deflated Explicit VR Little Endian'],
  [TransferSyntax.ExplicitBig, 'Explicit VR Big Endian'],
  ['1.2.840.10008.1.2.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian'],
  [TransferSyntax.JpegBaseline, 'JPEG Baseline (8 bit)'],
  [TransferSyntax.JpegExtended, 'JPEG Extended (12 bit)'],
  ['1.2.840.10008.1.2.4.57', 'JPEG Lossless (process 14)'],
  ['1.2.840.10008.1.2.4.70', 'JPEG Lossless (process 14, selection value 1)'],
  ['1.2.840.10008.1.2.4.80', 'JPEG-LS Lossless'],
  ['1.2.840.10008.1.2.4.81', 'JPEG-LS Near-Lossless'],
  ['1.2.840.10008.1.2.4.90', 'JPEG 2000 Lossless'],
  ['1.2.840.10008.1.2.4.91', 'JPEG 2000'],
  ['1.2.840.10008.1.2.4.92', 'JPEG 2000 Part 2 Multi-component Lossless'],
  ['1.2.840.10008.1.2.4.93', 'JPEG 2000 Part 2 Multi-component'],
  ['1.2.840.10008.1.2.4.100', 'MPEG2 Main Profile / Main Level'],
  ['1.2.840.10008.1.2.4.101', 'MPEG2 Main Profile / High Level'],
  ['1.2.840.10008.1.2.4.102', 'MPEG-4 AVC/H.264 High Profile'],
  ['1.2.840.10008.1.2.4.103', 'MPEG-4 AVC/H.264 BD-compatible High Profile'],
  ['1.2.840.10008.1.2.4.110', 'JPEG XL Lossless'],
  ['1.2.840.10008.1.2.4.111', 'JPEG XL JPEG Recompression'],
  ['1.2.840.10008.1.2.4.112', 'JPEG XL'],
  ['1.2.840.10008.1.2.4.201', 'HTJ2K Lossless'],
  ['1.2.840.10008.1.2.4.202', 'HTJ2K Lossless RPCL'],
  ['1.2.840.10008.1.2.4.203', 'HTJ2K'],
  [TransferSyntax.RleLossless, 'RLE Lossless'],
  ['1.2.840.10008.1.2.8.1', 'Deflated Image Frame Compression'],
]);

/** The name of a transfer syntax, or its UID where it is none of the standard's. */
export function transferSyntaxName(uid: string): string {
  return names.get(uid) ?? uid;
}

/** How a file's data set is written; every syntax but three is explicit little endian (PS3.5 A.4). */
export function encodingOf(uid: string): Encoding {
  switch (uid) {
    case TransferSyntax.ImplicitLittle:
      return implicitLittle;
    case TransferSyntax.ExplicitBig:
      return explicitBig;
    default:
      return explicitLittle;
  }
}

/** True for the syntaxes whose pixel data are plain samples rather than fragments of compressed frames. */
export function isNative(uid: string): boolean {
  return (
    uid === TransferSyntax.ImplicitLittle ||
    uid === TransferSyntax.ExplicitLittle ||
    uid === TransferSyntax.DeflatedExplicitLittle ||
    uid === TransferSyntax.ExplicitBig
  );
}
