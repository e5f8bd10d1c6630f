import { expect, test } from 'vitest';
import { readConfig } from './env.ts';

const directory = {
  ROOKERY_LDAP_URL: 'ldaps://ldap.example.com',
  ROOKERY_LDAP_BASE: 'ou=people,dc=example,dc=com',
  ROOKERY_LDAP_BIND_DN: 'cn=rookery,dc=example,dc=com',
  ROOKERY_LDAP_BIND_PASSWORD: 'hush-hush',
};

const faultsOf = (environment: Record<string, string>): string => {
  const read = readConfig(environment);
  const faults = 'faults' in read ? read.faults.join(' ') : '';
  expect(faults).not.toMatch(/hush/);
  return faults;
};

test('[SSO-9] a directory: what is wrong or missing is named, never its value', () => {
  expect(readConfig(directory)).toMatchObject({
    config: { ldap: { startTls: true, filter: '(objectClass=person)', idAttribute: 'entryUUID', syncMs: 120_000 } },
  });
  expect(readConfig({})).toMatchObject({ config: { ldap: null } });
  expect(faultsOf({ ...directory, ROOKERY_LDAP_BASE: '' })).toMatch(/needs ROOKERY_LDAP_BASE/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_URL: '' })).toMatch(/need ROOKERY_LDAP_URL/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_BIND_DN: '' })).toMatch(/BIND_DN and ROOKERY_LDAP_BIND_PASSWORD/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_URL: 'https://hush' })).toMatch(/must be ldap:/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_FILTER: 'hush' })).toMatch(/FILTER must be a filter/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_SYNC_SECONDS: '301' })).toMatch(/SYNC_SECONDS must be from 1 to 240/);
  expect(faultsOf({ ...directory, ROOKERY_LDAP_SECRET: 'hush' })).toMatch(/is not a setting/);
});
