import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts the icon sprite into index.html: no request, no flash, and none of it in the JavaScript. */
const iconSprite = (): Plugin => ({
  name: 'rookery-icon-sprite',
  transformIndexHtml: (html) =>
    html.replace('<!-- icons -->', () =>
      readFileSync(fileURLToPath(new URL('./src/design/icons.svg', import.meta.url)), 'utf8')
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/>\s+</g, '><')
        .trim(),
    ),
});

/** Parts of libraries that this app never runs, and what stands in their place. */
const unusedParts: readonly { readonly of: RegExp; readonly from: RegExp; readonly instead: string }[] = [
  // The server offers WebSocket and polling.
  { of: /\/webtransport\.js$/, from: /\/engine\.io-client\//, instead: 'export const WT = undefined;' },
  { of: /\/polling-fetch\.js$/, from: /\/engine\.io-client\//, instead: 'export const Fetch = undefined;' },
  // The protocol is JSON throughout.
  {
    of: /^\.\/is-binary\.js$/,
    from: /\/socket\.io-parser\//,
    instead: 'export const isBinary = () => false; export const hasBinary = () => false;',
  },
  {
    of: /^\.\/binary\.js$/,
    from: /\/socket\.io-parser\//,
    instead: 'export const deconstructPacket = () => undefined; export const reconstructPacket = (packet) => packet;',
  },
  {
    of: /^\.\/contrib\/base64-arraybuffer\.js$/,
    from: /\/engine\.io-parser\//,
    instead: 'export const decode = () => new ArrayBuffer(0);',
  },
  // The SDK connects again by itself; `reset` is called all the same.
  {
    of: /^\.\/contrib\/backo2\.js$/,
    from: /\/socket\.io-client\//,
    instead: 'export class Backoff { setMin() {} setMax() {} setJitter() {} reset() {} duration() { return 0; } }',
  },
  // For React 17 and before.
  { of: /^use-sync-external-store\/shim/, from: /./, instead: `export { useSyncExternalStore } from 'react';` },
];

/** Leaves them out of what a browser loads. */
const withoutUnusedParts = (): Plugin => ({
  name: 'rookery-without-unused-parts',
  apply: 'build',
  enforce: 'pre',
  resolveId: (source, importer = '') => {
    const index = unusedParts.findIndex(({ of, from }) => of.test(source) && from.test(importer));
    return index < 0 ? null : `\0unused-part:${index}`;
  },
  load: (id) => unusedParts[Number(/^\0unused-part:(\d+)$/.exec(id)?.[1])]?.instead ?? null,
  // Rookery's server is no Socket.IO of version 2: what would be said of one is not carried along.
  transform: (code, id) =>
    id.endsWith('/socket.io-client/build/esm/socket.js')
      ? { code: code.replace(/It seems you are trying[^"]*/, 'old server'), map: null }
      : // Browsers have a parser; trying it out is what a policy of trusted types forbids.
        id.endsWith('/turndown.browser.es.js')
        ? {
            code: code.replace('canParseHTMLNatively() ? root.DOMParser : createHTMLParser()', 'root.DOMParser'),
            map: null,
          }
        : null,
});

/**
 * Long-polling loads where a WebSocket has failed: that attempt fails with it, and the client's next one finds it here. Pages that get their
 * WebSocket, nearly all, never load it.
 */
const latePolling = (): Plugin => {
  const late = '\0late-polling';
  /** Of the modules that Engine.IO's client is made of. */
  let folder = '';
  return {
    name: 'rookery-late-polling',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source, importer = '') => {
      if (importer === late && source.startsWith('transport')) return `${folder}/${source}`;
      if (
        !/\/polling-xhr/.test(source) ||
        !/\/engine\.io-client\/build\/esm\/(?:transports\/)?index\.js$/.test(importer)
      )
        return null;
      folder = dirname(importer).replace(/\/transports$/, '');
      return late;
    },
    load: (id) =>
      id === late
        ? `import { Transport } from 'transport.js';
let Loaded;
export class XHR extends Transport {
  constructor(options) {
    super(options);
    if (Loaded) return new Loaded(options);
  }
  get name() { return 'polling'; }
  doOpen() {
    const fail = () => this.onError('long-polling was not loaded yet');
    import('transports/polling-xhr.js').then(({ XHR }) => { Loaded = XHR; }).then(fail, fail);
  }
  doClose() {}
}`
        : null,
  };
};

/**
 * The code of connections, and of what is kept of conversations, is no part of the entry, so the first screen does not wait for it; it is
 * fetched beside the entry, so the first connection and the first messages wait for it no longer than before.
 */
const neededBeside = (): Plugin => ({
  name: 'rookery-needed-beside',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const needed = chunks.filter(({ facadeModuleId }) =>
        /\/(?:transport\/socket-io-link|sdk\/device-storage)\.ts$/.test(facadeModuleId ?? ''),
      );
      const files = new Set(needed.flatMap(({ fileName, imports }) => [fileName, ...imports]));
      for (const { isEntry, fileName } of chunks) if (isEntry) files.delete(fileName);
      return [...files].map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
        injectTo: 'head' as const,
      }));
    },
  },
});

/** The words of the reader's language are no part of the entry either, and fetched beside it: the page's own script sees which those are. */
const wordsBeside = (): Plugin => ({
  name: 'rookery-words-beside',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const catalogs = Object.values(bundle).flatMap((file) => {
        const locale = file.type === 'chunk' && /\/locales\/([\w-]+)\.po$/.exec(file.facadeModuleId ?? '')?.[1];
        return locale ? [[locale, file.fileName]] : [];
      });
      return html.replace(
        '/* words */',
        () =>
          `var words = ${JSON.stringify(Object.fromEntries(catalogs))}, file = words[r.lang] || words[r.lang.split('-')[0]];
        if (file) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', crossOrigin: '', href: base + '/' + file }));`,
      );
    },
  },
});

/** The service worker, told what the build consists of: another build is another worker, which browsers notice by its bytes. */
const serviceWorker = (): Plugin => ({
  name: 'rookery-service-worker',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css)$/.test(name));
      const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)?.fileName ?? '';
      const page = bundle['index.html'];
      const hash = createHash('sha256').update(files.toSorted().join(' '));
      if (page?.type === 'asset') hash.update(page.source);
      const told = JSON.stringify({ name: hash.digest('base64url').slice(0, 16), entry, files });
      const source = readFileSync(fileURLToPath(new URL('./service-worker.js', import.meta.url)), 'utf8');
      this.emitFile({
        type: 'asset',
        fileName: 'service-worker.js',
        source: source.replace(/const build = .*;/, () => `const build = ${told};`),
      });
    },
  },
});

/** Compressed copies beside the files: the server hands them out as they are. */
const precompressed = (): Plugin => ({
  name: 'rookery-precompressed',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(file.fileName)) continue;
        const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        if (source.length < 1_024) continue;
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) });
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        this.emitFile({
          type: 'asset',
          fileName: `${file.fileName}.br`,
          source: brotliCompressSync(source, { params }),
        });
      }
    },
  },
});

/** `npm run dev` says where the server is that the development server passes sockets and the API on to. */
const server = process.env['ROOKERY_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

/** `--mode fixtures` builds the app over a server by script, for tests that need none. */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Files are found beside each other, and by the page where the server says (apps/server/src/http/web-app.ts): one build serves any base path.
  base: mode === 'fixtures' ? '/' : './',
  plugins: [
    react(),
    lingui({ cwd: fileURLToPath(new URL('.', import.meta.url)), failOnCompileError: true }),
    iconSprite(),
    withoutUnusedParts(),
    latePolling(),
    // The server by script needs none of it.
    ...(mode === 'fixtures' ? [] : [neededBeside(), wordsBeside(), serviceWorker(), precompressed()]),
  ],
  build: {
    manifest: true,
    target: ['chrome125', 'edge125', 'firefox128', 'safari18'],
    // No data: URLs, so the content security policy needs none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // For whoever works on the build: whoever starts the server for the first time reads what it prints.
      checks: { bundlerTimings: false },
      // What the first screen needs is one file: small ones beside it would cost a request each, and compress worse.
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 1 },
            // What later screens are made of is one file too: the first one lists what each of them needs.
            { name: 'parts', test: /\/apps\/web\/src\/(?:design|shell)\/|\/node_modules\/@floating-ui\// },
          ],
        },
        // The first one lists all the others, and names of what they hold would make the list longer than their code is worth.
        ...(mode === 'fixtures'
          ? {}
          : { chunkFileNames: 'assets/[hash].js', assetFileNames: 'assets/[hash][extname]' }),
      },
      ...(mode === 'fixtures' ? { input: fileURLToPath(new URL('./fixtures.html', import.meta.url)) } : {}),
    },
    ...(mode === 'fixtures' ? { outDir: '../../run/fixtures' } : {}),
  },
  // Workers load what they need piece by piece.
  worker: { format: 'es' },
  server: {
    proxy: {
      '/socket.io': { target: server, ws: true },
      ...Object.fromEntries(['/api', '/healthz', '/readyz', '/metrics'].map((path) => [path, server])),
    },
  },
}));
