/** Names under which composition hands parts to the Nest classes: explicit, so that nothing hangs on emitted type metadata. */
export const tokens = {
  app: Symbol('app'),
  config: Symbol('config'),
  metrics: Symbol('metrics'),
  log: Symbol('log'),
  readiness: Symbol('readiness'),
  limits: Symbol('limits'),
  requests: Symbol('requests'),
  door: Symbol('door'),
  fileCalls: Symbol('fileCalls'),
  uploadCalls: Symbol('uploadCalls'),
  calls: Symbol('calls'),
  accountCalls: Symbol('accountCalls'),
  cookie: Symbol('cookie'),
} as const;
