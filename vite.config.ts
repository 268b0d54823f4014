import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer, built into files that both hosts serve as they are; nothing is fetched from elsewhere. */
export default defineConfig({
  root: 'renderer',
  base: './',
  publicDir: false,
  plugins: [react()],
  resolve: { dedupe: ['@cornerstonejs/metadata', '@cornerstonejs/core', '@kitware/vtk.js'] },
  worker: { format: 'es' },
  build: {
    // The second window's page has no script: the first one's draws in it.
    rolldownOptions: { input: ['renderer/index.html', 'renderer/second.html'] },
    outDir: '../build/renderer',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would need data: sources in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
  },
});
