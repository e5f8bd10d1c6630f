import { basePath } from '../lib/base-path.ts';

type Policy = { readonly createScriptURL: (url: string) => string };
type Policies = { readonly createPolicy: (name: string, rules: Policy) => Policy };

let asked: Promise<ServiceWorkerRegistration | undefined> | undefined;
let policy: Policy | undefined;

const register = async (): Promise<ServiceWorkerRegistration | undefined> => {
  // Fixtures and development have none.
  if (!isSecureContext || !('serviceWorker' in navigator) || import.meta.env.MODE !== 'production') return undefined;
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const address = `${basePath}/service-worker.js`;
  policy ??= trustedTypes?.createPolicy('rookery-worker', { createScriptURL: () => address });
  try {
    return await navigator.serviceWorker.register(policy?.createScriptURL('') ?? address, {
      scope: `${basePath}/`,
      updateViaCache: 'none',
    });
  } catch {
    // Refused by the browser (a private window, say), and notifications are the page's own; or the network failed, and whoever asks next tries again.
    asked = undefined;
    return undefined;
  }
};

/** The worker that keeps the app, and shows what is pushed while no page is open; undefined where there is none. */
export const worker = (): Promise<ServiceWorkerRegistration | undefined> => (asked ??= register());
