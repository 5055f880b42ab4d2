import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The browser page. Built to dist/public and served by the server at `/`; everything it loads comes from its own origin. */
export default defineConfig({
  root: 'public',
  base: './',
  publicDir: 'static',
  plugins: [react()],
  worker: {
    // Worklets are modules; fixed names (with a hash) make them findable in traces.
    format: 'es',
    rolldownOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } },
  },
  build: {
    outDir: '../dist/public',
    emptyOutDir: true,
    target: ['chrome110', 'firefox115', 'safari16.4'],
    // Never inline: a data: URL would break `script-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/socket.io': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
});
