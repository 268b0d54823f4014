/** One level of a frame as an image slice in the scene of vtk.js, whose texture shows stored values through our table. */
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray';
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData';
import vtkPiecewiseFunction from '@kitware/vtk.js/Common/DataModel/PiecewiseFunction';
import vtkPlane from '@kitware/vtk.js/Common/DataModel/Plane';
import vtkImageMapper from '@kitware/vtk.js/Rendering/Core/ImageMapper';
import vtkImageSlice from '@kitware/vtk.js/Rendering/Core/ImageSlice';
import type { DecodedFrame } from './decodedFrame.ts';
import type { DrawnLevel } from './levels.ts';
import type { TransferFunction } from './transferFunction.ts';

export interface Slice {
  readonly actor: ReturnType<typeof vtkImageSlice.newInstance>;
  readonly mapper: vtkImageMapper;
  readonly level: DrawnLevel;
  show(table: TransferFunction, entries: number): void;
  hide(): void;
  /** Frees the texture with the next picture that is drawn. */
  delete(): void;
}

export function createSlice(frame: DecodedFrame, level: DrawnLevel, pixelAspect: number): Slice {
  const mapper = vtkImageMapper.newInstance();
  mapper.setInputData(imageDataOf(frame, level, pixelAspect));
  for (const plane of edges(frame, level, pixelAspect)) mapper.addClippingPlane(plane);
  const actor = vtkImageSlice.newInstance();
  actor.setMapper(mapper);
  const property = actor.getProperty();
  property.setIndependentComponents(false);
  property.setUseLookupTableScalarRange(true);
  property.setInterpolationTypeToLinear();
  // Opaque, said by an object of our own: what vtk.js makes where there is none, it never frees.
  property.setPiecewiseFunction(0, opaque());
  return {
    actor,
    mapper,
    level,
    show(table, entries) {
      mapper.setColorTextureWidth(entries);
      if (property.getRGBTransferFunction(0) !== table) property.setRGBTransferFunction(0, table);
      actor.setVisibility(true);
    },
    hide: () => actor.setVisibility(false),
    delete() {
      actor.delete();
      mapper.delete();
    },
  };
}

function imageDataOf(frame: DecodedFrame, level: DrawnLevel, pixelAspect: number) {
  const { rows, columns, factor, samples, components } = level;
  const scalars = vtkDataArray.newInstance({ numberOfComponents: components, values: samples });
  // vtk.js would look for the range in every sample; it only needs one that is not beyond a texture's.
  for (let component = 0; component < components; component++) {
    scalars.setRange(
      { min: frame.range.low - frame.offset, max: frame.range.high - frame.offset },
      component,
    );
  }
  const image = vtkImageData.newInstance();
  image.setDimensions([columns, rows, 1]);
  image.setSpacing([factor, factor * pixelAspect, 1]);
  // The centre of the first pixel; its outer corner is the scene's origin.
  image.setOrigin([factor / 2, (factor / 2) * pixelAspect, 0]);
  image.getPointData().setScalars(scalars);
  return image;
}

/** The last pixels of a halved level may reach outside the image: there the slice is cut off. */
function edges(frame: DecodedFrame, { rows, columns, factor }: DrawnLevel, pixelAspect: number) {
  const planes = [];
  if (columns * factor > frame.columns) {
    planes.push(vtkPlane.newInstance({ origin: [frame.columns, 0, 0], normal: [-1, 0, 0] }));
  }
  if (rows * factor > frame.rows) {
    planes.push(vtkPlane.newInstance({ origin: [0, frame.rows * pixelAspect, 0], normal: [0, -1, 0] }));
  }
  return planes;
}

function opaque() {
  const opacity = vtkPiecewiseFunction.newInstance();
  opacity.addPoint(0, 1);
  opacity.addPoint(1, 1);
  return opacity;
}
