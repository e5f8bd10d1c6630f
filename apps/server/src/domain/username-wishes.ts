const mostChars = 28;
const wishes = 3;

/**
 * Usernames for somebody whom a provider or a directory calls like this, best first: letters and digits with `. _ -` between them. Of an address the
 * part before the @. Whether one is free is another question.
 */
export function usernameWishes(names: readonly string[]): readonly string[] {
  const made = [...names.map(toUsername), 'user'].filter((name) => name !== '');
  return [...new Set(made)].flatMap((name) => [
    name,
    ...Array.from({ length: wishes - 1 }, (_, index) => `${name}${index + 2}`),
    // Nobody but her reads this one as a name, and it is free.
    `${name}${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`,
  ]);
}

function toUsername(name: string): string {
  const [before = ''] = name.slice(0, 1_000).normalize('NFKC').split('@');
  const readable = [...before.replaceAll(/[^\p{L}\p{N}._-]+/gu, '.')].slice(0, mostChars).join('');
  const trimmed = readable.replaceAll(/^[._-]+|(?<![._-])[._-]+$/g, '');
  // Ids of the protocol begin like this.
  return /^[a-z]_/i.test(trimmed) ? trimmed.slice(2).replaceAll(/^[._-]+/g, '') : trimmed;
}
