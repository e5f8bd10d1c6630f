import { allowedInstallScripts, allowedLicences, licencesOfSome, readLicences } from './allowed.ts';
import type { Locked } from './locked.ts';

/** The licence that a package states, or that was read in its files; '' for none. */
export const licenceOf = ({ name, licence }: Locked): string => licence || (readLicences[name] ?? '');

/** What is not allowed of these packages, a sentence each. */
export const faultsOf = (packages: readonly Locked[]): readonly string[] =>
  packages.flatMap((each) => {
    const name = `${each.name}@${each.version}`;
    const licence = licenceOf(each);
    const faults: string[] = [];
    if (!isAllowed(licence, each)) faults.push(`${name} has the licence "${licence}".`);
    if (!each.integrity.startsWith('sha512-')) faults.push(`${name} is not pinned by a hash.`);
    if (each.installScript && !allowedInstallScripts.includes(each.name))
      faults.push(`${name} runs a program when it is installed.`);
    return faults;
  });

/** Of several that are offered ("MIT OR GPL-3.0") one is enough; of several that hold ("MIT AND ISC") all have to be. */
function isAllowed(licence: string, { name, runs }: Locked): boolean {
  const allowed: readonly string[] = [...allowedLicences.runtime, ...(runs ? [] : allowedLicences.development)];
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((offered) => offered.split(' AND ').every((one) => allowed.includes(one) || isForThis(one, name)));
}

function isForThis(licence: string, name: string): boolean {
  const start = licencesOfSome[licence];
  return start !== undefined && name.startsWith(start);
}
