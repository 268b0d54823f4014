/** The raw cost: the same images in bare Cornerstone viewports, loaded and decoded by its own image loader. */
import { Enums, RenderingEngine, cache, init } from '@cornerstonejs/core';
import type { Types } from '@cornerstonejs/core';
import { init as initLoader } from '@cornerstonejs/dicom-image-loader';

interface Size {
  readonly width: number;
  readonly height: number;
}

declare global {
  interface Window {
    /** Draws the images, one viewport each; milliseconds until all are drawn and painted. */
    showBare(imagePaths: readonly string[]): Promise<number>;
    /** Draws one image in a viewport of that size (CSS pixels), which arrow keys pan. */
    showBareAlone(imagePath: string, width: number, height: number): Promise<void>;
    /** Draws the images in viewports of these sizes (CSS pixels), which a pressed pointer windows. */
    showBareWindowed(imagePaths: readonly string[], sizes: readonly Size[]): Promise<void>;
    /** Draws what is shown as large as `scale` says: CSS pixels per source column. */
    scaleBare(scale: number): Promise<void>;
  }
}

/** What a key moves the picture by, in mm. */
const step = 2;
const views = document.getElementById('views')!;
init();
initLoader({ maxWebWorkers: 2 });
const engine = new RenderingEngine('bare');
const elements = Array.from({ length: 4 }, () => views.appendChild(document.createElement('div')));
engine.setViewports(
  elements.map((element, index) => ({
    viewportId: `view-${index}`,
    type: Enums.ViewportType.STACK,
    element,
  })),
);

const stackViewport = (index: number) => engine.getViewport<Types.IStackViewport>(`view-${index}`);
/** Resolves when what was drawn before is on the screen. */
const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

window.showBare = async (imagePaths) => {
  cache.purgeCache();
  const start = performance.now();
  const shown = imagePaths.map((path, index) => {
    const drawn = new Promise<void>((resolve) => {
      elements[index].addEventListener(Enums.Events.IMAGE_RENDERED, () => resolve(), { once: true });
    });
    const viewport = stackViewport(index);
    return viewport
      .setStack([`wadouri:${new URL(path, location.href).href}`])
      .then(() => viewport.render())
      .then(() => drawn);
  });
  await Promise.all(shown);
  await painted();
  return performance.now() - start;
};

const shown = () => elements.flatMap((element, index) => (element.hidden ? [] : [stackViewport(index)]));

window.scaleBare = async (scale) => {
  for (const viewport of shown()) {
    const { spacing } = viewport.getImageData();
    // In the scene's millimetres.
    viewport.setCamera({ parallelScale: (viewport.element.clientHeight / 2 / scale) * spacing[0] });
    viewport.render();
  }
  await painted();
};

window.showBareWindowed = async (imagePaths, sizes) => {
  views.style.display = 'block';
  sizes.forEach(({ width, height }, index) =>
    Object.assign(elements[index].style, { width: `${width}px`, height: `${height}px`, float: 'left' }),
  );
  engine.resize(true, false);
  await window.showBare(imagePaths);
  window.addEventListener('pointermove', ({ buttons, clientX }) => {
    if (buttons !== 1) return;
    for (const viewport of shown()) {
      viewport.setProperties({ voiRange: { lower: clientX, upper: clientX + 2000 } });
      viewport.render();
    }
  });
};

window.showBareAlone = async (imagePath, width, height) => {
  for (const element of elements.slice(1)) element.hidden = true;
  views.style.display = 'block';
  Object.assign(elements[0].style, { width: `${width}px`, height: `${height}px` });
  engine.resize(true, false);
  const viewport = stackViewport(0);
  await viewport.setStack([`wadouri:${new URL(imagePath, location.href).href}`]);
  viewport.render();
  window.addEventListener('keydown', ({ key }) => {
    const { focalPoint, position } = viewport.getCamera();
    const move = key === 'ArrowRight' ? -step : step;
    viewport.setCamera({
      focalPoint: [focalPoint![0] + move, focalPoint![1], focalPoint![2]],
      position: [position![0] + move, position![1], position![2]],
    });
    viewport.render();
  });
  await painted();
};

document.documentElement.dataset.ready = 'true';
