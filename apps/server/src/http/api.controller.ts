import { All, Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ChatError } from '@rookery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Config } from '../config/env.ts';
import { tokens } from '../gateway/tokens.ts';
import type { AccountCalls } from './account-calls.ts';
import type { Calls } from './calls.ts';
import type { Call, Reply } from './exchanges.ts';
import type { FileCalls } from './file-calls.ts';
import type { UploadCalls } from './upload-calls.ts';
import { openApi } from './openapi.ts';

/** The HTTP API. What it says is in packages/protocol, app/operations.ts and http/account-routes.ts. */
@Controller('api')
export class ApiController {
  readonly #calls: Calls;
  readonly #accounts: AccountCalls;
  readonly #files: FileCalls;
  readonly #uploads: UploadCalls;
  readonly #basePath: string;

  constructor(
    @Inject(tokens.calls) calls: Calls,
    @Inject(tokens.accountCalls) accounts: AccountCalls,
    @Inject(tokens.fileCalls) files: FileCalls,
    @Inject(tokens.uploadCalls) uploads: UploadCalls,
    @Inject(tokens.config) { basePath }: Config,
  ) {
    this.#calls = calls;
    this.#accounts = accounts;
    this.#files = files;
    this.#uploads = uploads;
    this.#basePath = basePath;
  }

  @All('v1/call/*')
  async call(@Param('*') event: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#calls.serve(toCall(request, reply), event));
  }

  @All([
    'v1/accounts',
    'v1/invitations/look',
    'v1/sessions',
    'v1/sessions/cookie',
    'v1/password',
    'v1/password/link',
    'v1/account',
    'v1/account/export',
    'v1/totp',
    'v1/totp/confirm',
    'v1/recovery',
    'v1/passkeys',
    'v1/passkeys/options',
    'v1/sessions/passkey',
    'v1/setup',
    'v1/sso',
    'v1/account/address',
    'v1/password/lost',
    'v1/account/address/confirm',
    'v1/mail/unsubscribe',
  ])
  async account(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = (request.routeOptions.url ?? '').replace(/^\/api\/v1\//, '');
    await send(reply, await this.#accounts.serve(toCall(request, reply), path));
  }

  @All('v1/sessions/:id')
  async session(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#accounts.serve(toCall(request, reply), 'sessions/{id}', id));
  }

  @All('v1/rooms/:id/export')
  async room(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#accounts.serve(toCall(request, reply), 'rooms/{id}/export', id));
  }

  @All('v1/passkeys/:id')
  async passkey(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#accounts.serve(toCall(request, reply), 'passkeys/{id}', id));
  }

  @All(['v1/sso/:id/start', 'v1/sso/:id/callback', 'v1/sso/:id/logout'])
  async signOn(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = (request.routeOptions.url ?? '').replace(/^\/api\/v1\//, '').replace(':id', '{id}');
    await send(reply, await this.#accounts.serve(toCall(request, reply), path, id));
  }

  @All('v1/uploads')
  async beginUpload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#uploads.begin(toCall(request, reply)));
  }

  @All('v1/uploads/:id')
  async goOn(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#uploads.upload(toCall(request, reply), id));
  }

  @All('v1/files')
  async upload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#files.upload(toCall(request, reply)));
  }

  @All('v1/files/:id')
  async file(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#files.download(toCall(request, reply), id, 'file'));
  }

  @All('v1/files/:id/preview')
  async preview(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.#files.download(toCall(request, reply), id, 'preview'));
  }

  @Get('v1/openapi.json')
  document(): object {
    return { ...openApi(), servers: [{ url: this.#basePath === '' ? '/' : this.#basePath }] };
  }

  /** Whoever misspells an address is answered in the same form. */
  @All(['', '*'])
  async nothing(@Res() reply: FastifyReply): Promise<void> {
    const error = new ChatError('not_found', {
      message: `There is nothing at this address: see ${this.#basePath}/api/v1/openapi.json.`,
    });
    await reply.status(404).send({ ok: false, error: error.toBody() });
  }
}

const toCall = (request: FastifyRequest, reply: FastifyReply): Call => ({
  method: request.method,
  raw: request.raw,
  query: new URLSearchParams(/^[^?]*\?(.*)$/s.exec(request.raw.url ?? '')?.[1] ?? ''),
  address: request.ip,
  body: request.body as Readable | undefined,
  over: new Promise((resolve) => reply.raw.once('close', resolve)),
  passed: () => request.raw.socket.bytesRead + request.raw.socket.bytesWritten,
  abort: () => request.raw.socket.destroy(),
});

async function send(reply: FastifyReply, { status, headers, body }: Reply): Promise<void> {
  await reply
    .status(status)
    .headers(headers)
    .send(body ?? undefined);
}
