/* What dependencies may be like. A change here is a decision: its commit says why. */

/** Licences, by SPDX identifier, of what is part of a running Rookery, and of what only builds and tests it. */
export const allowedLicences = {
  runtime: ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MIT-0', 'BlueOak-1.0.0', 'Unlicense'],
  // MPL-2.0 binds changes to its own files; CC-BY-4.0 is that of a table of browsers.
  development: ['MPL-2.0', 'CC-BY-4.0'],
} as const satisfies Record<string, readonly string[]>;

/**
 * Licences of which only some packages may be, by the beginning of their names. libvips (LGPL) comes with sharp as a shared library in a package of its own, as its makers built it: anybody can put another build
 * in its place, which is what the licence asks for, and nothing of ours is linked with it for good.
 */
export const licencesOfSome: Readonly<Record<string, string>> = { 'LGPL-3.0-or-later': '@img/sharp-' };

/** Licences of packages that do not say theirs where npm looks: read in their LICENSE file. */
export const readLicences: Readonly<Record<string, string>> = { 'xmlhttprequest-ssl': 'MIT' };

/** Packages that may run a program of theirs when they are installed. */
export const allowedInstallScripts: readonly string[] = [];

/** Advisories that do not concern us, by the identifier in their address (GHSA-...): why, and the day from which that is looked at again. */
export const acceptedAdvisories: Readonly<Record<string, { readonly why: string; readonly until: string }>> = {};
