/** Why the server cannot start: one plain sentence that names the thing and the way out. The entry prints it and exits with 1. */
export class StartupError extends Error {
  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options);
    this.name = 'StartupError';
  }
}
