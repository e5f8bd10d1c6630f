import type { Config } from '../config/env.ts';
import type { SignOnProvider } from '../ports/sign-on-provider.ts';

/** Those that are configured. What speaks with them is loaded only where there are any; none is asked before somebody signs in. */
export async function signOnProviders({
  oidc,
  publicUrl,
  basePath,
}: Pick<Config, 'oidc' | 'publicUrl' | 'basePath'>): Promise<readonly SignOnProvider[]> {
  if (oidc.length === 0 || publicUrl === null) return [];
  const { OidcProvider } = await import('../adapters/oidc/oidc-provider.ts');
  return oidc.map(
    ({ domains, adminGroups, ...options }) =>
      new OidcProvider({
        ...options,
        policy: { domains, adminGroups },
        callback: `${publicUrl}${basePath}/api/v1/sso/${options.id}/callback`,
      }),
  );
}
