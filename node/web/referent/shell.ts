// Keeps this face for when there is no network, and says when a newer one is ready.
import { ownScript } from '../shared/screen/trusted';
import { updateReady } from './state';

export function keepShell(): void {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined || !isSecureContext) return;
  let asked = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  const offer = (waiting: ServiceWorker) => {
    updateReady.value = () => {
      asked = true;
      waiting.postMessage('take over');
    };
  };
  serviceWorker
    .register(ownScript('./sw.js'), { scope: './' })
    .then((registration) => {
      if (registration.waiting !== null && serviceWorker.controller !== null) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const fresh = registration.installing;
        fresh?.addEventListener('statechange', () => {
          if (fresh.state === 'installed' && serviceWorker.controller !== null) offer(fresh);
        });
      });
    })
    .catch(() => undefined); // without it the face needs the network to open, and nothing else
}
