/** Files as people have them (../shared/cases), read as its README says is right. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OpenedImage, openImage } from '../../imaging/openImage.ts';
import { coveredPixels } from '../../imaging/dicom/overlays.ts';
import { displayValues } from '../../imaging/pixels/display.ts';
import { horizontalFlip, uprightTurn } from '../../imaging/prepare/hanging.ts';
import { lacks, needing, sharedDir, systemPython } from '../needs.ts';

const pathOf = (name: string) => join(sharedDir, 'cases', name);

function opened(name: string): OpenedImage {
  const image = openImage(readFileSync(pathOf(name)), basename(name));
  if (!image.ok) throw new Error(image.problem.message);
  return image.value;
}

async function shown(image: OpenedImage, frame = 0): Promise<Uint8Array> {
  const decoded = await image.decode(frame);
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return displayValues(image.frameHeader(frame), decoded.value);
}

describe.skipIf(lacks('shared cases'))(needing('cases', 'shared cases'), () => {
  it.each([
    ['L-MLO', 'P', 'L'],
    ['R-MLO', 'A', 'R'],
  ] as const)(
    '01 %s: orientation comes from the functional groups and turns it upright',
    (name, row, side) => {
      const { header } = opened(`01-dbt-orientation-in-groups/${name}.dcm`);
      expect(header.patientOrientation?.[0]).toBe(row);
      expect(header.patientOrientation?.[1]).toMatch(/^H/);
      expect(uprightTurn(header)).toEqual({ transpose: false, flipVertical: true });
      const empty = { width: 1, height: 1, data: new Uint16Array(1) };
      expect(horizontalFlip(header, side, empty)).toEqual({ flip: 'YES', source: 'PatientOrientation' });
    },
  );

  it('07: sizes are at the breast', () => {
    for (const name of ['a-pixel-spacing-equals-imager', 'c-imager-and-factor']) {
      const { header } = opened(`07-magnification/${name}.dcm`);
      expect(header.spacing?.rowMm).toBeCloseTo(0.5 / 1.8, 6);
      expect(header.notices).toEqual([]);
    }
  });

  it('08: a table narrower than said shows the same as the reference', async () => {
    const narrow = opened('08-voi-lut-narrower-than-said.dcm');
    const reference = opened('08-voi-lut-reference.dcm');
    expect(await shown(narrow)).toEqual(await shown(reference));
    expect(narrow.header.notices[0]).toMatch(/^The VOI table is said to have entries of 16 bits/);
  });

  it('11: every frame by its own window', async () => {
    const image = opened('11-windows-per-frame.dcm');
    const windows = [0, 1, 2].map((frame) => image.frameHeader(frame).voiTransforms[0]);
    expect(windows).toMatchObject([
      { center: 1800, width: 3600 },
      { center: 450, width: 900 },
      { center: 225, width: 450 },
    ]);
    const brightest = async (frame: number) => Math.max(...(await shown(image, frame)));
    expect([await brightest(1), await brightest(2)]).toEqual([255, 255]);
  });

  it('24: the overlay is read', () => {
    const image = opened('24-overlay.dcm');
    let count = 0;
    coveredPixels(image.overlays()[0], 0, () => count++);
    expect(count).toBeGreaterThan(0);
    expect(image.header.notices.some((notice) => notice.startsWith('One overlay plane'))).toBe(true);
  });

  it('31: padding of MONOCHROME1 is black, and no pixel is brighter for it', async () => {
    const image = opened('31-padding/monochrome1-padding-0.dcm');
    expect(image.header.padding).toEqual({ low: 0, high: 0 });
    expect((await shown(image))[image.header.columns - 1]).toBe(0);
  });
});

describe.skipIf(lacks('shared cases') || lacks('python3-pydicom') || lacks('python3-numpy'))(
  needing('cases against pydicom', 'shared cases', 'python3-pydicom', 'python3-numpy'),
  () => {
    it('29: values whose High Bit is wrong are those that pydicom reads', async () => {
      const name = '29-high-bit-15-stored-12.dcm';
      const image = opened(name);
      const frame = await image.decode(0);
      if (!frame.ok) throw new Error(frame.problem.message);
      const { samples } = frame.value;
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      const program =
        'import hashlib, pydicom, sys; print(hashlib.sha256(pydicom.dcmread(sys.argv[1]).pixel_array.astype("<u2").tobytes()).hexdigest())';
      const read = spawnSync(systemPython, ['-c', program, pathOf(name)], { encoding: 'utf8' });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(read.stdout.trim());
      expect(image.header.notices[0]).toMatch(/^High Bit is 15 where 12 bits are stored/);
    });
  },
);
