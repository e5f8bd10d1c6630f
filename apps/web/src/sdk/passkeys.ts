import type { PasskeyOptions } from '@rookery/protocol';

/** Browsers make them over HTTPS and for a name, and on `localhost`. */
export const hasPasskeys = (): boolean =>
  window.isSecureContext && 'PublicKeyCredential' in window && !/^[\d.]+$|:/.test(location.hostname);

/** Why there is none: the reader has called it off, or the browser; or this device has one already. */
export type NoPasskey = 'aborted' | 'known';

const library = () => import('@simplewebauthn/browser');

/** Asks the reader to make one. Answers what the server takes. */
export async function createPasskey(options: PasskeyOptions): Promise<object | NoPasskey> {
  const { startRegistration } = await library();
  return startRegistration({
    optionsJSON: options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON'],
  }).catch(reasonOf);
}

/** Asks the reader for one. Answers what the server takes. */
export async function showPasskey(options: PasskeyOptions): Promise<object | NoPasskey> {
  const { startAuthentication } = await library();
  return startAuthentication({
    optionsJSON: options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'],
  }).catch(reasonOf);
}

/**
 * Offers passkeys among what the browser fills into the field for the name (`autocomplete="username webauthn"`), where it can. Resolves when the reader picks one;
 * `aborted` where the browser cannot, is asked for another, or is told to stop.
 */
export async function offerPasskeys(options: () => Promise<PasskeyOptions>): Promise<object | NoPasskey> {
  const { browserSupportsWebAuthnAutofill, startAuthentication } = await library();
  if (!(await browserSupportsWebAuthnAutofill())) return 'aborted';
  const optionsJSON = (await options()) as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON'];
  return startAuthentication({ optionsJSON, useBrowserAutofill: true }).catch(reasonOf);
}

export async function stopOffering(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}

/** Browsers do not tell more, so that pages learn nothing about who is there. */
function reasonOf(thrown: unknown): NoPasskey {
  const name = thrown instanceof Error ? thrown.name : '';
  return name === 'InvalidStateError' ? 'known' : 'aborted';
}
