import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Options = {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
};

/** What it does otherwise than it should. */
type Wrong = {
  readonly origin?: string;
  readonly verified?: boolean;
  readonly userHandle?: string;
  readonly rpId?: string;
};

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** An authenticator with one passkey, as a program: it answers options as a browser would. */
export class Authenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(16);
  readonly #origin: string;
  #userHandle = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  attest(options: Options, wrong: Wrong = {}) {
    this.#userHandle = options.user?.id ?? '';
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const length = Buffer.from([0, this.#id.length]);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.#id, key]);
    const data = Buffer.concat([this.#head(wrong.rpId ?? options.rp?.id ?? '', wrong, 0x40), credential]);
    const attestation = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([data.length]),
      data,
    ]);
    return this.#response({
      clientDataJSON: this.#clientData('webauthn.create', options, wrong).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  assert(options: Options, wrong: Wrong = {}) {
    const clientData = this.#clientData('webauthn.get', options, wrong);
    const data = this.#head(wrong.rpId ?? options.rpId ?? '', wrong, 0);
    const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), this.#keys.privateKey);
    return this.#response({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: wrong.userHandle ?? this.#userHandle,
    });
  }

  /** Its count of uses stays 0, as that of synced ones does. */
  #head(rpId: string, { verified = true }: Wrong, flags: number): Buffer {
    return Buffer.concat([sha256(rpId), Buffer.from([1 | (verified ? 4 : 0) | flags]), Buffer.alloc(4)]);
  }

  #clientData(type: string, { challenge }: Options, { origin = this.#origin }: Wrong): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #response(response: object) {
    const id = this.#id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }
}
