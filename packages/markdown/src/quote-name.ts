/** A name as `#[name]` has it, and back (MD-24): `\` stands before what would end it. */
export const quoteName = (name: string): string => `[${name.replace(/[[\]\\]/g, '\\$&')}]`;

export const unquoteName = (quoted: string): string => quoted.slice(1, -1).replace(/\\([[\]\\])/g, '$1');
