import type { Config } from '../config/env.ts';
import { StartupError } from '../domain/startup-error.ts';

/** Why nothing can be heard there, in a sentence. */
export function listenFailure(error: unknown, config: Config): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE')
    return new StartupError(
      `Port ${config.port} on ${config.host} is taken: stop what uses it, or set PORT to another one.`,
    );
  if (code === 'EADDRNOTAVAIL')
    return new StartupError(`HOST ${config.host} is no address of this machine: set HOST to one that is.`);
  if (code === 'EACCES')
    return new StartupError(`Port ${config.port} may not be opened by this user: set PORT to one above 1023.`);
  return error;
}
