import { expect, test } from 'vitest';
import { readConfig } from './env.ts';

const url = { ROOKERY_PUBLIC_URL: 'https://chat.example.com' };
const provider = {
  ROOKERY_OIDC_CORP_ISSUER: 'https://login.example.com',
  ROOKERY_OIDC_CORP_CLIENT_ID: 'rookery',
  ROOKERY_OIDC_CORP_CLIENT_SECRET: 'hush-hush',
};

const faultsOf = (environment: Record<string, string>): string => {
  const read = readConfig(environment);
  const faults = 'faults' in read ? read.faults.join(' ') : '';
  expect(faults).not.toMatch(/hush|evil/);
  return faults;
};

test('[SSO-9] several providers, each with settings of its own; the public name is one of the server’s', () => {
  const read = readConfig({
    ...url,
    ...provider,
    ROOKERY_OIDC_ACME_ISSUER: 'http://127.0.0.1:9000',
    ROOKERY_OIDC_ACME_CLIENT_ID: 'x',
    ROOKERY_OIDC_ACME_CLIENT_SECRET: 'y',
    ROOKERY_OIDC_ACME_NAME: 'Acme',
    ROOKERY_OIDC_ACME_DOMAINS: 'Example.com, example.org',
    ROOKERY_OIDC_ACME_ADMIN_GROUPS: 'Chat admins,ops',
  });
  expect(read).toMatchObject({
    config: {
      publicUrl: 'https://chat.example.com',
      allowedHosts: ['chat.example.com'],
      oidc: [
        { id: 'acme', name: 'Acme', domains: ['example.com', 'example.org'], adminGroups: ['Chat admins', 'ops'] },
        { id: 'corp', name: 'CORP', scopes: 'openid profile email', domains: [], groupsClaim: 'groups' },
      ],
    },
  });
});

test('[SSO-9] what is wrong, missing or unknown is named, never its value', () => {
  expect(faultsOf({ ...url, ...provider, ROOKERY_OIDC_CORP_CLIENT_SECRET: '' })).toMatch(
    /^ROOKERY_OIDC_CORP_CLIENT_SECRET is missing\.$/,
  );
  expect(faultsOf({ ...url, ROOKERY_OIDC_X_NAME: 'X' })).toMatch(/X_ISSUER.*X_CLIENT_ID.*X_CLIENT_SECRET/);
  expect(faultsOf({ ...url, ...provider, ROOKERY_OIDC_CORP_SCOPE: 'x' })).toMatch(/CORP_SCOPE is not a setting/);
  expect(faultsOf({ ...url, ...provider, ROOKERY_OIDC_CORP_ISSUER: 'http://evil.example' })).toMatch(
    /ISSUER must be an https address/,
  );
  expect(faultsOf(provider)).toMatch(/ROOKERY_PUBLIC_URL/);
  for (const bad of ['chat.example.com', 'https://chat.example.com/path', 'ftp://x', 'https://hush@x.example'])
    expect(faultsOf({ ROOKERY_PUBLIC_URL: bad })).toMatch(/ROOKERY_PUBLIC_URL must be an address/);
});
