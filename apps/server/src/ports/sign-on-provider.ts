/** What a provider says of whoever has signed in there. All of it was written elsewhere: bounded, and otherwise unchecked. */
export type SignedOn = {
  /** Hers at this provider, for good. */
  readonly subject: string;
  /** Her session there, by which the provider may end those that began with it; null where it does not say. */
  readonly session: string | null;
  /** What she may be called, best first. */
  readonly names: readonly string[];
  readonly displayName: string | null;
  /** `isConfirmed`: the provider has made sure that it is hers. */
  readonly address: { readonly text: string; readonly isConfirmed: boolean } | null;
  readonly groups: readonly string[];
};

/** What one sign-in begins with. Kept by the server until the provider sends the browser back. */
export type SignOnBeginning = {
  /** Comes back with the browser. */
  readonly state: string;
  /** Comes back within what the provider has signed. */
  readonly nonce: string;
  /** Only its hash is sent before the code comes back (PKCE). */
  readonly verifier: string;
};

/** A provider ends sessions: those of a person, or those that began with one session there. Each message has an id of its own. */
export type Farewell = { readonly id: string; readonly subject: string | null; readonly session: string | null };

/** Whom a provider may let in, and as what. */
export type SignOnPolicy = {
  /** Of confirmed addresses; empty: whoever the provider knows. */
  readonly domains: readonly string[];
  /** Whoever is in one of these is an admin, and nobody else who signs in here; empty: the provider has no say in it. */
  readonly adminGroups: readonly string[];
};

export type SignOnProvider = {
  /** In addresses. */
  readonly id: string;
  /** On buttons. */
  readonly name: string;
  readonly issuer: string;
  readonly policy: SignOnPolicy;
  /** The address to which the browser is sent. Throws `SignOnFailure`. Cost: one call to the provider now and then, with a deadline. */
  begin(beginning: SignOnBeginning): Promise<string>;
  /** Who it is with whom the provider has sent the browser back. `query`: of that request. Throws `SignOnFailure`. Cost: some calls, with a deadline. */
  finish(beginning: SignOnBeginning, query: URLSearchParams): Promise<SignedOn>;
  /** Reads what the provider has signed; null where this provider has not. Throws `SignOnFailure`. */
  readFarewell(token: string): Promise<Farewell | null>;
};
