const names: ReadonlyMap<string, string> = new Map([
  ['cpu', 'CPU'],
  ['webgpu', 'GPU (WebGPU)'],
  ['cuda', 'GPU (CUDA)'],
  ['directml', 'GPU (DirectML)'],
  ['coreml', 'Core ML'],
]);

/** What networks ran on, in the words of its maker. */
export const deviceName = (device: string): string => names.get(device) ?? device;
