import { readConfig } from './config/env.ts';
import type { Config } from './config/env.ts';
import { StartupError } from './domain/startup-error.ts';

/** A command of its own: its words are given, what it says goes out, and what is in its way is one sentence. */
export function runCommand(usage: string, act: (words: readonly string[]) => Promise<void>): void {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(usage);
    return;
  }
  // What it writes holds all that a store holds. [OPS-24]
  process.umask(0o077);
  act(words).catch((error: unknown) => {
    process.stderr.write(
      error instanceof StartupError ? `${error.message.trimEnd()}\n` : `${String((error as Error).stack ?? error)}\n`,
    );
    process.exit(1);
  });
}

export const write = (text: string): void => void process.stdout.write(text);

/** Throws `StartupError`. */
export function configOrFaults(): Config {
  const read = readConfig(process.env);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  return read.config;
}
