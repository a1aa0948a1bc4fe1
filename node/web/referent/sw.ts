// The service worker: this face's own files, each by its hash, and nothing else. What goes to the node is never touched.
// The bundler writes path and SHA-256 of every file in the place of this name.
declare const SHELL_FILES: Readonly<Record<string, string>>;

interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetches extends Waits {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope extends EventTarget {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const worker = self as unknown as Scope;
const files: Readonly<Record<string, string>> = SHELL_FILES;
const version = `tocsin-${Object.values(files).map((hash) => hash.slice(0, 12)).join('')}`;
const urlOf = (path: string): string => new URL(path, worker.registration.scope).href;

async function fetched(path: string): Promise<[string, Response]> {
  const response = await fetch(urlOf(path), { cache: 'no-cache', credentials: 'omit' });
  const bytes = await response.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!response.ok || hash !== files[path]) throw new Error('not the file of this version');
  return [urlOf(path), response];
}

// All files of this version, or none: a shell is never of two versions.
async function install(): Promise<void> {
  const all = await Promise.all(Object.keys(files).map(fetched));
  const cache = await caches.open(version);
  await Promise.all(all.map(([url, response]) => cache.put(url, response)));
}
async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
  await worker.clients.claim();
}
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(version);
  const page = request.mode === 'navigate' ? urlOf('index.html') : request.url.replace(/[?#].*$/, '');
  return (await cache.match(page)) ?? fetch(request);
}

worker.addEventListener('install', (event) => (event as Waits).waitUntil(install()));
worker.addEventListener('activate', (event) => (event as Waits).waitUntil(forgetOthers()));
worker.addEventListener('message', (event) => {
  if ((event as MessageEvent).data === 'take over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request, respondWith } = event as Fetches;
  const { origin, pathname } = new URL(request.url);
  const own = request.method === 'GET' && origin === location.origin && !pathname.startsWith('/v1/');
  if (own) respondWith.call(event, answer(request));
});
