/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type {
  GateDecision,
  PromotionResult,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  buildPermissionRules,
  promotionPermissionRules,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import request from 'supertest';
import { expectToFit } from '../__testUtils__/responses';
import { headerOf } from '../__testUtils__/startBackend';
import type { Grant } from '../access/grants';
import { PromotionAccess } from '../access/PromotionAccess';
import { SmokeTestAccess } from '../access/SmokeTestAccess';
import { PromotionRefusedError } from '../promotion/errors';
import { createRouter } from './createRouter';
import type { RouterOptions } from './RouterOptions';

const WEB = '11111111-1111-4111-8111-111111111111';
const DB = '22222222-2222-4222-8222-222222222222';
const WAIVER = '33333333-3333-4333-8333-333333333333';
const IMAGE = {
  accountId: '123456789012',
  region: 'eu-central-1',
  imageId: 'ami-0aaaaaaaaaaaaaaaa',
};
const FOREIGN = { ...IMAGE, imageId: 'ami-0bbbbbbbbbbbbbbbb' };
const UNKNOWN = { ...IMAGE, imageId: 'ami-0cccccccccccccccc' };

const grants: Grant[] = [
  {
    subject: 'external:release',
    permissions: ['read', 'promote', 'revoke', 'waive'] as const,
    families: ['web-*'],
    channels: ['*'],
  },
  {
    subject: 'external:gate',
    permissions: ['gate'] as const,
    families: ['web-*'],
    channels: ['*'],
  },
].map(grant => ({ ...grant, permissions: [...grant.permissions] }));

const decision = (state: GateDecision['decision']): GateDecision => ({
  decision: state,
  channel: 'production',
  family: 'web-base',
  buildId: WEB,
  images: [IMAGE],
  at: '2026-11-23T10:00:00.000Z',
  rules: [],
  reasons: state === 'allow' ? [] : ['No run has passed: test it'],
});
const done: PromotionResult = { outcome: 'done', acts: [], publications: [] };

/** The routes and who may use them as they are; what they ask is made up. */
function startRoutes(options: { closed?: string } = {}) {
  const gate = {
    ofImage: jest.fn(async () => decision('deny')),
    ofBuild: jest.fn(async () => decision('allow')),
  };
  const promotions = {
    promote: jest.fn(async () => done),
    revoke: jest.fn(async () => done),
    waive: jest.fn(async () => ({ id: WAIVER })),
    withdraw: jest.fn(async () => ({ id: WAIVER })),
  };
  const channels = {
    list: jest.fn(async () => ({ channels: [], items: [] })),
    acts: jest.fn(async () => ({ items: [] })),
  };
  const records = new Map([
    [
      WEB,
      { id: WEB, family: 'web-base', entityRef: 'resource:default/web-base' },
    ],
    [DB, { id: DB, family: 'db-base', entityRef: 'resource:default/db-base' }],
  ]);
  const promotionStore = {
    promotedImages: jest.fn(async () => []),
    buildOf: jest.fn(async ({ imageId }: { imageId: string }) =>
      records.get(
        new Map([
          [IMAGE.imageId, WEB],
          [FOREIGN.imageId, DB],
        ]).get(imageId) ?? '',
      ),
    ),
    waiver: jest.fn(async (id: string) =>
      id === WAIVER ? { family: 'web-base', channel: 'dev' } : undefined,
    ),
  };
  const builds = {
    record: jest.fn(async (id: string) => {
      const found = records.get(id);
      if (!found) throw new NotFoundError(`There is no build ${id}`);
      return found;
    }),
  };
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    authorizeConditional: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  });
  const rules = [
    ...Object.values(buildPermissionRules),
    ...Object.values(promotionPermissionRules),
  ];
  const permissionsRegistry = {
    getPermissionRuleset: () => ({
      getRuleByName: (name: string) => rules.find(rule => rule.name === name),
    }),
  } as unknown as PermissionsRegistryService;
  const audited: {
    eventId: string;
    outcome: 'success' | 'fail';
    meta?: object;
  }[] = [];
  const auditor = mockServices.auditor.mock({
    createEvent: async ({ eventId, meta }) => ({
      success: async () =>
        void audited.push({ eventId, outcome: 'success', meta }),
      fail: async () => void audited.push({ eventId, outcome: 'fail', meta }),
    }),
  });
  const logger = mockServices.logger.mock();
  const access = { permissions, permissionsRegistry, grants };
  const app = express();
  app.use(
    createRouter({
      gate,
      promotions,
      channels,
      promotionStore,
      builds,
      store: { families: async () => ['db-base', 'web-base'] },
      access: new SmokeTestAccess(access),
      promotionAccess: new PromotionAccess({
        ...access,
        channels: {},
        owners: { owns: async () => false },
      }),
      httpAuth: mockServices.httpAuth({
        pluginId: 'ami-smoke-test',
        defaultCredentials: mockCredentials.none(),
      }),
      auditor,
      logger,
      closed: options.closed,
    } as unknown as RouterOptions),
  );
  app.use(
    MiddlewareFactory.create({
      config: mockServices.rootConfig(),
      logger,
    }).error(),
  );
  const as = (caller: string) => headerOf(caller);
  return {
    gate,
    promotions,
    channels,
    audited,
    get: (path: string, caller = 'external:release') =>
      request(app).get(path).set('authorization', as(caller)),
    post: (path: string, body: object, caller = 'external:release') =>
      request(app).post(path).set('authorization', as(caller)).send(body),
    delete: (path: string, caller = 'external:release') =>
      request(app).delete(path).set('authorization', as(caller)),
  };
}

const gateOf = (image: object, channel = 'production') =>
  `/gate?${new URLSearchParams({ ...image, channel })}`;

describe('the gate', () => {
  it('answers a service that may ask nothing else', async () => {
    const api = startRoutes();
    const asked = await api.get(gateOf(IMAGE), 'external:gate');
    expect(asked.status).toBe(200);
    expectToFit('GateDecision', asked.body);
    expect(api.gate.ofImage).toHaveBeenCalledWith({
      ...IMAGE,
      channel: 'production',
    });
    const ofBuild = `/builds/${WEB}/gate?channel=dev`;
    expect((await api.get(ofBuild, 'external:gate')).status).toBe(200);
    expect(api.gate.ofBuild).toHaveBeenCalledWith(WEB, 'dev');

    const everythingElse = [
      api.get('/builds', 'external:gate'),
      api.get(`/builds/${WEB}`, 'external:gate'),
      api.get('/channels', 'external:gate'),
      api.get('/channels?family=web-base', 'external:gate'),
      api.get('/promotions?family=web-base', 'external:gate'),
      api.post(
        '/promotions',
        { buildId: WEB, channel: 'dev' },
        'external:gate',
      ),
      api.post(
        '/revocations',
        { buildId: WEB, reason: 'bad' },
        'external:gate',
      ),
      api.delete(`/waivers/${WAIVER}`, 'external:gate'),
    ];
    for (const { status, body } of await Promise.all(everythingElse)) {
      expect(body.error.message).toMatch(
        /^amiSmokeTest\.access does not let the service 'external:gate' do '(read|promote|revoke|waive)'.*: an administrator can add `/,
      );
      expect(status).toBe(403);
    }
  });

  it('says nothing about the images of others but that one may not ask', async () => {
    const api = startRoutes();
    const foreign = await api.get(gateOf(FOREIGN), 'external:gate');
    expect(foreign.status).toBe(403);
    expect(JSON.stringify(foreign.body)).not.toMatch(/db-base|22222222/);
    expect(api.gate.ofImage).not.toHaveBeenCalled();

    const unknown = await api.get(gateOf(UNKNOWN), 'external:gate');
    expect(unknown.body).toMatchObject({ decision: 'deny' });
    const stranger = await api.get(gateOf(UNKNOWN), 'external:stranger');
    expect(stranger.status).toBe(403);
    expect((await api.get(gateOf(IMAGE), 'external:stranger')).body).toEqual(
      expect.objectContaining({ error: stranger.body.error }),
    );
  });

  it.each([
    ['accountId', gateOf({ ...IMAGE, accountId: '12' })],
    ['region', gateOf({ ...IMAGE, region: 'Mars!' })],
    ['imageId', gateOf({ ...IMAGE, imageId: 'i-1' })],
    ['channel', gateOf(IMAGE, 'Prod!')],
    ['channel', `/gate?${new URLSearchParams(IMAGE)}`],
    ['buildId', '/builds/no-uuid/gate?channel=dev'],
    ['channel', `/builds/${WEB}/gate`],
    ['family', '/promotions'],
    ['limit', '/promotions?family=web-base&limit=1000'],
    ['family', `/channels?family=${'x'.repeat(300)}`],
  ])(
    'is told which part of a question is wrong: %s, #%#',
    async (field, path) => {
      const { status, body } = await startRoutes().get(path);
      expect(body.error.message).toContain(field);
      expect(status).toBe(400);
    },
  );
});

describe('the channels', () => {
  it('are listed of the families that one may read, also of one without a build', async () => {
    const api = startRoutes();
    expect((await api.get('/channels')).status).toBe(200);
    expect(api.channels.list).toHaveBeenLastCalledWith(
      {},
      ['web-base'],
      expect.any(Function),
    );
    await api.get('/channels?family=web-new');
    expect(api.channels.list).toHaveBeenLastCalledWith(
      { family: 'web-new' },
      ['web-new'],
      expect.any(Function),
    );
    expect((await api.get('/channels?family=db-base')).status).toBe(403);
    expect((await api.get('/promotions?family=db-base')).status).toBe(403);
    expect((await api.get('/promotions?family=web-base&limit=5')).status).toBe(
      200,
    );
    expect(api.channels.acts).toHaveBeenLastCalledWith({
      family: 'web-base',
      limit: 5,
    });
  });
});

describe('promotions', () => {
  const body = { buildId: WEB, channel: 'production' };

  it('are done in the name of who asked, and audited by what they are', async () => {
    const api = startRoutes();
    const promoted = await api.post('/promotions', { ...body, expected: null });
    expect(promoted.status).toBe(200);
    expectToFit('PromotionResult', promoted.body);
    expect(api.promotions.promote).toHaveBeenCalledWith(
      { ...body, expected: null, rollBack: false, dryRun: false },
      'external:release',
    );
    await api.post(
      '/promotions',
      { ...body, rollBack: true },
      'user:default/admin',
    );
    await api.post('/revocations', { buildId: WEB, reason: ' rotten ' });
    expect(api.promotions.revoke).toHaveBeenCalledWith(
      { buildId: WEB, reason: 'rotten', leaveEmpty: false, dryRun: false },
      'external:release',
    );
    const waiver = {
      ...body,
      rule: 'regions',
      reason: 'one is enough',
      expiresAt: '2026-12-01T00:00:00.000Z',
    };
    expect((await api.post('/waivers', waiver)).status).toBe(201);
    expect((await api.delete(`/waivers/${WAIVER}`)).status).toBe(200);
    expect(api.promotions.withdraw).toHaveBeenCalledWith(
      WAIVER,
      'external:release',
    );
    expect(
      api.audited.map(({ eventId, outcome }) => [eventId, outcome]),
    ).toEqual([
      ['promotion-create', 'success'],
      ['promotion-roll-back', 'success'],
      ['build-revoke', 'success'],
      ['waiver-create', 'success'],
      ['waiver-withdraw', 'success'],
    ]);
  });

  it('of another family are refused before anything is asked, and that is audited', async () => {
    const api = startRoutes();
    const waiver = {
      buildId: DB,
      channel: 'dev',
      rule: 'regions',
      reason: 'x',
      expiresAt: '2026-12-01T00:00:00.000Z',
    };
    const refused = [
      await api.post('/promotions', { buildId: DB, channel: 'dev' }),
      await api.post('/revocations', { buildId: DB, reason: 'x' }),
      await api.post('/waivers', waiver),
    ];
    for (const { status, body: answer } of refused) {
      expect(answer.error.message).toMatch(/with the family 'db-base'/);
      expect(status).toBe(403);
    }
    expect(api.promotions.promote).not.toHaveBeenCalled();
    expect(api.promotions.revoke).not.toHaveBeenCalled();
    expect(api.promotions.waive).not.toHaveBeenCalled();
    expect(
      api.audited.map(({ eventId, outcome }) => [eventId, outcome]),
    ).toEqual([
      ['promotion-create', 'fail'],
      ['build-revoke', 'fail'],
      ['waiver-create', 'fail'],
    ]);
  });

  it.each([
    [409, 'deny', 'ConflictError'],
    [503, 'unknown', 'ServiceUnavailableError'],
  ] as const)(
    'that the gate refuses are a %d with its decision: %s',
    async (status, state, name) => {
      const api = startRoutes();
      api.promotions.promote.mockRejectedValue(
        new PromotionRefusedError(
          'The gate of production says no',
          decision(state),
        ),
      );
      const refused = await api.post('/promotions', body);
      expect(refused.status).toBe(status);
      expectToFit('RefusedPromotion', refused.body);
      expect(refused.body).toEqual({
        error: { name, message: 'The gate of production says no' },
        request: { method: 'POST', url: '/promotions' },
        response: { statusCode: status },
        decision: decision(state),
      });
      expect(api.audited).toMatchObject([
        { eventId: 'promotion-create', outcome: 'fail' },
      ]);
    },
  );

  it('that fail otherwise are errors without a decision', async () => {
    const api = startRoutes();
    api.promotions.promote.mockRejectedValueOnce(
      new ConflictError('user:default/a promoted another build meanwhile'),
    );
    const conflict = await api.post('/promotions', body);
    expect(conflict.status).toBe(409);
    expect(conflict.body.decision).toBeUndefined();
    api.promotions.promote.mockRejectedValueOnce(
      new ServiceUnavailableError('The database is away'),
    );
    expect((await api.post('/promotions', body)).status).toBe(503);
    const nowhere = await api.post('/promotions', { ...body, buildId: WAIVER });
    expect(nowhere.body.error.message).toMatch(/^There is no build/);
    expect(nowhere.status).toBe(404);
    const gone = await api.delete(`/waivers/${WEB}`);
    expect(gone.body.error.message).toMatch(/^There is no waiver/);
    expect(gone.status).toBe(404);
  });

  it.each([
    ['/promotions', { channel: 'dev' }, /^body\.buildId: is missing$/],
    ['/promotions', { ...body, buildId: 'x' }, /^body\.buildId: .*got "x"/],
    ['/promotions', { buildId: WEB }, /^body\.channel: is missing$/],
    [
      '/promotions',
      { ...body, channel: 'Prod!' },
      /^body\.channel: must be small letters.*got "Prod!"/,
    ],
    ['/promotions', { ...body, rollBack: 'yes' }, /^body\.rollBack: /],
    ['/promotions', { ...body, dryRun: 1 }, /^body\.dryRun: /],
    ['/promotions', { ...body, expected: 'dev' }, /^body\.expected: /],
    ['/promotions', { ...body, reason: '  ' }, /^body\.reason: must say why/],
    ['/promotions', { ...body, reason: 'x'.repeat(1025) }, /^body\.reason: /],
    [
      '/promotions',
      { ...body, force: true },
      /^body\.force: is not known here$/,
    ],
    ['/revocations', { buildId: WEB }, /^body\.reason: is missing$/],
    [
      '/revocations',
      { buildId: WEB, reason: 'x', leaveEmpty: 'no' },
      /^body\.leaveEmpty: /,
    ],
    [
      '/revocations',
      { buildId: WEB, reason: 'x', channel: 'dev' },
      /^body\.channel: is not known here$/,
    ],
    [
      '/waivers',
      {
        ...body,
        rule: 'not-revoked',
        reason: 'x',
        expiresAt: '2026-12-01T00:00:00Z',
      },
      /^body\.rule: .*got "not-revoked"/,
    ],
    [
      '/waivers',
      { ...body, rule: 'regions', expiresAt: '2026-12-01T00:00:00Z' },
      /^body\.reason: is missing$/,
    ],
    [
      '/waivers',
      { ...body, rule: 'regions', reason: 'x', expiresAt: 'tomorrow' },
      /^body\.expiresAt: .*got "tomorrow"/,
    ],
    [
      '/waivers',
      { ...body, rule: 'regions', reason: 'x' },
      /^body\.expiresAt: is missing$/,
    ],
  ])(
    'to %s are told which field is wrong: #%#',
    async (path, wrong, message) => {
      const api = startRoutes();
      const answer = await api.post(path, wrong);
      expect(answer.body.error.message).toMatch(message);
      expect(answer.status).toBe(400);
      expect(api.audited).toEqual([]);
    },
  );

  it('have a body of a bounded size, that is JSON', async () => {
    const api = startRoutes();
    const huge = await api.post('/promotions', {
      ...body,
      reason: 'x'.repeat(300_000),
    });
    expect(huge.status).toBe(413);
    const text = await api
      .post('/revocations', {})
      .set('content-type', 'text/plain')
      .send('buildId');
    expect(text.status).toBe(400);
  });

  it('are not made in a database that belongs to another installation', async () => {
    const api = startRoutes({
      closed: 'This database belongs to somebody else',
    });
    for (const answer of [
      await api.post('/promotions', body),
      await api.post('/revocations', { buildId: WEB, reason: 'x' }),
      await api.delete(`/waivers/${WAIVER}`),
    ]) {
      expect(answer.body.error.message).toBe(
        'This database belongs to somebody else',
      );
      expect(answer.status).toBe(409);
    }
    expect(api.promotions.promote).not.toHaveBeenCalled();
    expect((await api.get(gateOf(IMAGE))).status).toBe(200);
  });

  it('are nothing for those without credentials', async () => {
    const api = startRoutes();
    for (const asked of [
      api.get(gateOf(IMAGE)),
      api.get('/channels'),
      api.post('/promotions', body),
    ]) {
      const { status } = await asked.unset('authorization');
      expect(status).toBe(401);
    }
  });
});
