import { basePath } from '../lib/base-path.ts';

type Policy = { readonly createScriptURL: (url: string) => string };
type Policies = { readonly createPolicy: (name: string, rules: Policy) => Policy };

let asked: Promise<ServiceWorkerRegistration | undefined> | undefined;

const register = async (): Promise<ServiceWorkerRegistration | undefined> => {
  // Fixtures and development have none.
  if (!isSecureContext || !('serviceWorker' in navigator) || import.meta.env.MODE !== 'production') return undefined;
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const address = `${basePath}/service-worker.js`;
  const trusted = trustedTypes?.createPolicy('rookery-worker', { createScriptURL: () => address });
  try {
    return await navigator.serviceWorker.register(trusted?.createScriptURL('') ?? address, {
      scope: `${basePath}/`,
      updateViaCache: 'none',
    });
  } catch {
    // Refused by the browser (a private window, say): notifications are the page's own then.
    return undefined;
  }
};

/** The worker that shows what is pushed while no page is open; undefined where there can be none. */
export const worker = (): Promise<ServiceWorkerRegistration | undefined> => (asked ??= register());
