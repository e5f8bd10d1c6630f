const words: Readonly<Record<string, string>> = {
  unavailable: 'join.signOn.unavailable',
  cancelled: 'join.signOn.cancelled',
  expired: 'join.signOn.expired',
  failed: 'join.signOn.failed',
  'not-allowed': 'join.signOn.notAllowed',
  deactivated: 'join.signOn.deactivated',
};

const marked = /^#sign-on=([a-z-]+)$/;

/** Why the provider's sign-in led back here without a session: the server says so behind the `#`. */
export const signOnFailure = (): string | undefined => {
  const [, reason] = marked.exec(location.hash) ?? [];
  if (reason === undefined) return undefined;
  return Object.hasOwn(words, reason) ? words[reason] : words['failed'];
};

/** Takes it away once it is shown, so that a reload does not say it again. Not while rendering: that may begin anew. */
export const forgetSignOnFailure = (): void => {
  if (marked.test(location.hash)) history.replaceState(history.state, '', location.pathname + location.search);
};
