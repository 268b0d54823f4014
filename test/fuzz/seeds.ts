/** What the mutations start from: small images of every transfer syntax, made here, and the shared samples. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { deflateSync, zipSync } from 'fflate';
import {
  explicitBig,
  explicitLittle,
  implicitLittle,
  TransferSyntax,
} from '../../imaging/dicom/transferSyntax.ts';
import {
  element,
  encapsulated,
  encode,
  imageElements,
  join as joined,
  part10,
} from '../imaging/dicom/build.ts';
import type { TestElement } from '../imaging/dicom/build.ts';
import { sharedDir } from '../needs.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const rows = 32;
const columns = 40;
/** Samples larger than this would take the time of many small ones. */
const largestSample = 600_000;

/** One 40 x 32 image, compressed by the encoders of dcmtk, GDCM and OpenJPH. */
interface Compressed {
  readonly transferSyntaxUid: string;
  readonly bitsAllocated: number;
  readonly codestream: string;
}

function sequences(open: boolean): TestElement[] {
  const code = (value: string) => [
    element(0x00080100, 'SH', value),
    element(0x00080102, 'SH', 'SCT'),
    element(0x00080104, 'LO', 'meaning'),
  ];
  const modifiers = element(0x00540222, 'SQ', [code('399163009')], { open });
  const table = [element(0x00283002, 'US', [4, 0, 16]), element(0x00283006, 'OW', [0, 100, 1000, 4095])];
  const anatomy = element(0x00209071, 'SQ', [[element(0x00209072, 'CS', 'L')]], { open });
  return [
    element(0x00080005, 'CS', '\\ISO 2022 IR 87'),
    element(0x00100010, 'PN', 'Yamada^Tarou=\u001b$B;3ED\u001b(B'),
    element(0x00181164, 'DS', '0.07\\0.07'),
    element(0x00281050, 'DS', '2000\\1800'),
    element(0x00281051, 'DS', '4000\\3000'),
    element(0x00283010, 'SQ', [table], { open }),
    element(0x00540220, 'SQ', [[...code('399162004'), modifiers]], { open }),
    element(0x52009229, 'SQ', [[anatomy]], { open }),
    element(0x52009230, 'SQ', [[anatomy], []], { open }),
  ];
}

function native(): Seed[] {
  const pixels = element(
    0x7fe00010,
    'OW',
    Array.from({ length: rows * columns }, (_, at) => (at * 37) & 0xfff),
  );
  const open = imageElements(rows, columns, 16, [...sequences(true), pixels]);
  const closed = imageElements(rows, columns, 16, [...sequences(false), pixels]);
  const bits = imageElements(rows, columns, 1, [
    element(0x7fe00010, 'OB', new Uint8Array((rows * columns) / 8).fill(90)),
  ]);
  const colour = imageElements(rows, columns, 8, [
    element(0x00280002, 'US', [3]),
    element(0x00280004, 'CS', 'RGB'),
    element(0x00280006, 'US', [1]),
    element(0x7fe00010, 'OB', new Uint8Array(rows * columns * 3).fill(7)),
  ]);
  return [
    { name: 'explicit', bytes: part10(TransferSyntax.ExplicitLittle, encode(open)) },
    { name: 'explicit defined lengths', bytes: part10(TransferSyntax.ExplicitLittle, encode(closed)) },
    { name: 'implicit', bytes: part10(TransferSyntax.ImplicitLittle, encode(open, implicitLittle)) },
    { name: 'big endian', bytes: part10(TransferSyntax.ExplicitBig, encode(open, explicitBig)) },
    { name: 'deflated', bytes: part10(TransferSyntax.DeflatedExplicitLittle, deflateSync(encode(open))) },
    { name: 'bare explicit', bytes: encode(closed, explicitLittle) },
    { name: 'bare implicit', bytes: encode(open, implicitLittle) },
    { name: 'one bit', bytes: part10(TransferSyntax.ExplicitLittle, encode(bits)) },
    { name: 'colour by plane', bytes: part10(TransferSyntax.ExplicitLittle, encode(colour)) },
    {
      name: 'archive',
      bytes: zipSync({ 'a/1.dcm': encode(closed), 'a/2.dcm': [encode(open), { level: 0 }] }),
    },
    {
      name: 'png',
      bytes: encodePng({
        width: columns,
        height: rows,
        channels: 1,
        depth: 16,
        data: Uint16Array.from({ length: rows * columns }, (_, at) => at * 31),
      }),
    },
    {
      name: 'pgm',
      bytes: new TextEncoder().encode(`P5\n# R MLO\n${columns} ${rows}\n255\n${'x'.repeat(rows * columns)}`),
    },
  ];
}

function compressed(): Seed[] {
  const file = join(import.meta.dirname, 'codestreams.json');
  const images = JSON.parse(readFileSync(file, 'utf8')) as Compressed[];
  return images.map(({ transferSyntaxUid, bitsAllocated, codestream }, index) => {
    const bytes = new Uint8Array(Buffer.from(codestream, 'base64'));
    const twoFrames = index % 3 === 0;
    const frames = twoFrames ? [element(0x00280008, 'IS', '2')] : [];
    const elements = imageElements(rows, columns, bitsAllocated, [...sequences(index % 2 === 0), ...frames]);
    const fragments = twoFrames ? [bytes, bytes] : [bytes.subarray(0, 100), bytes.subarray(100)];
    const offsets = twoFrames ? [0, bytes.length + 8] : [];
    return {
      name: transferSyntaxUid,
      bytes: part10(transferSyntaxUid, joined(encode(elements), encapsulated(offsets, fragments))),
    };
  });
}

function shared(): Seed[] {
  const folder = join(sharedDir, 'dicom-samples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
    .filter(({ bytes }) => bytes.length <= largestSample);
}

export interface Seeds {
  readonly small: readonly Seed[];
  readonly samples: readonly Seed[];
}

export function loadSeeds(): Seeds {
  return { small: [...native(), ...compressed()], samples: shared() };
}
