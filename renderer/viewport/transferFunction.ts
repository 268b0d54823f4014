/** Our own table in the place of vtk.js's colour transfer function, which cannot hold a window or LUT exactly. */
import vtkColorTransferFunction from '@kitware/vtk.js/Rendering/Core/ColorTransferFunction';
import type { DisplayTable } from './display.ts';
import type { DrawnSamples } from './levels.ts';

export type TransferFunction = ReturnType<typeof vtkColorTransferFunction.newInstance>;

/**
 * A transfer function whose table is `table`, entry by entry. vtk.js lays the ends of the range on the outer edges of
 * the table's texture, so that the range ends half a step outside the first and last entries' values.
 */
export function transferFunctionOf(
  table: DisplayTable,
  offset: number,
  toTextureUnits: (drawn: number) => number,
): TransferFunction {
  const { first, step, levels } = table;
  const range: [number, number] = [
    toTextureUnits(first - offset - step / 2),
    toTextureUnits(first - offset + (levels.length - 0.5) * step),
  ];
  return {
    ...vtkColorTransferFunction.newInstance(),
    getRange: () => range,
    getMappingRange: () => range,
    getTable(_low: number, _high: number, entries: number, output: Float32Array) {
      for (let entry = 0; entry < entries; entry++) {
        // The texture has 8 bits: rounded here, where ties are the standard's business, not the driver's.
        output.fill(Math.round(levels[entry]) / 255, 3 * entry, 3 * entry + 3);
      }
    },
  } as unknown as TransferFunction;
}

/**
 * What vtk.js takes a drawn value for: 16-bit textures give value / 65535, which it multiplies by 65536
 * (`getShiftAndScale` of its OpenGL texture).
 */
export function textureUnits(samples: DrawnSamples, norm16: boolean): (drawn: number) => number {
  return samples instanceof Uint16Array && norm16 ? (drawn) => (drawn * 65536) / 65535 : (drawn) => drawn;
}
