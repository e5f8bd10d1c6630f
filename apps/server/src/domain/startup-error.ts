/** The server cannot start. `message` is one plain sentence that names the thing and the way out. */
export class StartupError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StartupError';
  }
}
