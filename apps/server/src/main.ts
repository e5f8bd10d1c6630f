import { readConfig } from './config/env.ts';
import { helpText } from './config/help.ts';
import { StartupError } from './domain/startup-error.ts';

const forceExitMs = 29_000;

async function main(): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(helpText());
    return;
  }
  const read = readConfig(process.env);
  if ('faults' in read)
    throw new StartupError(`The settings are wrong. ${read.faults.join(' ')} npm start -- --help lists them all.`);
  const { serve } = await import('./composition/serve.ts');
  const served = await serve(read.config);
  process.stdout.write(`Rookery is ready: ${served.url}\n`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), forceExitMs).unref();
    served.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
