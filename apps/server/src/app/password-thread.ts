import { hashSync, verifySync } from '@node-rs/argon2';

/** Argon2id as OWASP has it: 19 MiB, some 20 ms of one core. What is kept says with what it was made. [ACC-2] */
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Nobody's, made with the same costs: where there is none to compare with, comparing takes as long. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$cm9va2VyeS1ub2JvZHkhIQ$Y4KzzIgUErd7/K7tAmABwA2eMCXmbCD25+kvB5hRRio';

/** `kept` undefined: makes a hash. Else says whether it was made of this password; `null` was made of none. */
export type PasswordWork = { readonly password: string; readonly kept?: string | null };

/** What each thread of passwords.ts runs. */
export function work({ password, kept }: PasswordWork): string | boolean {
  return kept === undefined ? hashSync(password, costs) : verifySync(kept ?? nobodys, password) && kept !== null;
}
