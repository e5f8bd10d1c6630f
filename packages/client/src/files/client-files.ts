import type { ClientId, File, UserId } from '@rookery/protocol';
import type { Clock } from '../clock.ts';
import type { Asking, UploadOptions } from './upload.ts';
import type { UploadStorage } from './upload-storage.ts';
import type { Uploads } from './uploads.ts';

/** A larger file goes in pieces. */
const wholeBytes = 8 * 1_048_576;

type Ports = {
  readonly clock: Clock;
  readonly url: string | undefined;
  readonly fetch: typeof fetch;
  bearer(): Asking['bearer'];
  newId(): string;
  isReady(): boolean;
  userId(): UserId | null;
  /** Bytes of the largest file that the user may send. */
  mostBytes(): number;
  /** Says at the server what a file shows. */
  describe(file: File, alt: string): Promise<File>;
  /** All files of a message are at the server. */
  complete(clientId: ClientId, files: readonly File[]): void;
  /** The last file of a message was removed. */
  emptied(clientId: ClientId): void;
};

/** Where files are at the server, and how they come there. What sends them is loaded when somebody sends one, or what waits from before is to go on. */
export class ClientFiles {
  readonly #ports: Ports;
  readonly #storage: () => Promise<UploadStorage>;
  #uploads: Promise<Uploads> | null = null;

  /** Left out: what is on its way lasts as long as the program. */
  constructor(ports: Ports, storage?: () => Promise<UploadStorage>) {
    this.#ports = ports;
    this.#storage = storage ?? (async () => (await import('./upload-storage.ts')).memoryUploads());
  }

  /** Where a file is, or where one goes (''). */
  address(path: string): string {
    return `${(this.#ports.url ?? '').replace(/\/+$/, '')}/api/v1/files${path}`;
  }

  get #asking(): Asking {
    return { address: this.address(''), bearer: this.#ports.bearer(), fetch: this.#ports.fetch };
  }

  async upload(body: Blob, options: UploadOptions): Promise<File> {
    if (body.size <= wholeBytes && options.resume === undefined)
      return (await import('./upload.ts')).upload(this.#asking, body, options);
    return (await import('./upload-in-pieces.ts')).uploadInPieces(this.#asking, body, options, this.#ports.clock.now());
  }

  /** Those that are on their way. */
  uploads(): Promise<Uploads> {
    const opened = (this.#uploads ??= this.#open());
    opened.catch(() => {
      this.#uploads = null;
    });
    return opened;
  }

  async #open(): Promise<Uploads> {
    const [parts, storage] = await Promise.all([import('./uploads.ts'), this.#storage()]);
    const uploads = new parts.Uploads(storage, {
      ...this.#ports,
      upload: (body, options) => this.upload(body, options),
      endUpload: async (place) => (await import('./upload-in-pieces.ts')).endUpload(this.#asking, place),
    });
    const user = this.#ports.userId();
    if (user !== null) await uploads.start(user);
    return uploads;
  }

  /** What cannot be loaded now is not done; whatever waits for it asks again with the next start. */
  within<Result>(act: (uploads: Uploads) => Result | Promise<Result>): Promise<Result | undefined> {
    return this.uploads()
      .then(act)
      .catch(() => undefined);
  }

  /** Only where they have been asked for. */
  whereOpen(act: (uploads: Uploads) => unknown): void {
    void this.#uploads?.then(act);
  }
}
