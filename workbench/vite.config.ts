import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** URL of the local platform. `vite --config workbench/vite.config.ts` serves the page from source and proxies the API to it. */
const PLATFORM = 'http://127.0.0.1:4242';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Assets are not inlined, because the content security policy allows only files of the own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  server: {
    proxy: {
      ...Object.fromEntries(
        ['/v1', '/v2', '/docs', '/openapi.json', '/config.json', '/local'].map((path) => [path, PLATFORM]),
      ),
      // Only the WebSocket path. The paths below it are pages.
      '^/listen$': { target: PLATFORM, ws: true },
    },
  },
});
