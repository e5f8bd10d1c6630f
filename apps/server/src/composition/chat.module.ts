import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { App } from '../app/app.ts';
import type { Config } from '../config/env.ts';
import { ChatGateway } from '../gateway/chat.gateway.ts';
import type { Door } from '../gateway/door.ts';
import type { SessionCookie } from '../gateway/session-cookie.ts';
import type { Requests } from '../gateway/requests.ts';
import { tokens } from '../gateway/tokens.ts';
import { ApiController } from '../http/api.controller.ts';
import type { AccountCalls } from '../http/account-calls.ts';
import type { Calls } from '../http/calls.ts';
import { OpsController } from '../http/ops.controller.ts';
import type { FileCalls } from '../http/file-calls.ts';
import type { UploadCalls } from '../http/upload-calls.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Readiness } from '../ops/readiness.ts';

export type ChatParts = {
  readonly app: App;
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly readiness: Readiness;
  readonly limits: RateLimits;
  readonly requests: Requests;
  readonly door: Door;
  readonly calls: Calls;
  readonly accountCalls: AccountCalls;
  readonly fileCalls: FileCalls;
  readonly uploadCalls: UploadCalls;
  readonly cookie: SessionCookie;
};

@Module({})
export class ChatModule {
  static of(parts: ChatParts): DynamicModule {
    return {
      module: ChatModule,
      controllers: [OpsController, ApiController],
      providers: [
        ChatGateway,
        { provide: tokens.app, useValue: parts.app },
        { provide: tokens.config, useValue: parts.config },
        { provide: tokens.metrics, useValue: parts.metrics },
        { provide: tokens.log, useValue: parts.log },
        { provide: tokens.readiness, useValue: parts.readiness },
        { provide: tokens.limits, useValue: parts.limits },
        { provide: tokens.door, useValue: parts.door },
        { provide: tokens.requests, useValue: parts.requests },
        { provide: tokens.calls, useValue: parts.calls },
        { provide: tokens.accountCalls, useValue: parts.accountCalls },
        { provide: tokens.fileCalls, useValue: parts.fileCalls },
        { provide: tokens.uploadCalls, useValue: parts.uploadCalls },
        { provide: tokens.cookie, useValue: parts.cookie },
      ],
    };
  }
}
