import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `vite --config workbench/vite.config.ts` serves the page from source, against a platform that runs here. */
const PLATFORM = 'http://127.0.0.1:4242';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing inline: the page's policy allows files of its own origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  server: {
    proxy: {
      ...Object.fromEntries(
        ['/v1', '/v2', '/docs', '/openapi.json', '/config.json', '/local'].map((path) => [path, PLATFORM]),
      ),
      // Of sockets alone: what is below it are pages.
      '^/listen$': { target: PLATFORM, ws: true },
    },
  },
});
