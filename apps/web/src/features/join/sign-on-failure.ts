const words: Readonly<Record<string, string>> = {
  unavailable: 'join.signOn.unavailable',
  cancelled: 'join.signOn.cancelled',
  expired: 'join.signOn.expired',
  failed: 'join.signOn.failed',
  'not-allowed': 'join.signOn.notAllowed',
  deactivated: 'join.signOn.deactivated',
};

/** Why the provider's sign-in led back here without a session: the server says so behind the `#`. It is taken away, so that a reload does not say it again. */
export const takeSignOnFailure = (): string | undefined => {
  const [, reason] = /^#sign-on=([a-z-]+)$/.exec(location.hash) ?? [];
  if (reason === undefined) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return Object.hasOwn(words, reason) ? words[reason] : words['failed'];
};
