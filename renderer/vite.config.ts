import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `__CSP_NONCE__` is replaced by the app:// handler, once for each page it serves. */
export default defineConfig({
  base: '/',
  publicDir: false,
  plugins: [react(), tailwindcss()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: { target: 'chrome130', assetsInlineLimit: 0, modulePreload: false, sourcemap: true },
})
