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

import { LIMITS, listBuildsQuerySchema } from '../schema';
import { errorSchemas } from './errors';
import {
  answer,
  count,
  error,
  id,
  json,
  namedSchemas,
  queryParameters,
  ref,
  toJsonSchemas,
} from './parts';
import { promotionPaths } from './promotionPaths';

/**
 * The API, served under `/api/ami-smoke-test`, as an OpenAPI 3.1 document. It is made from the same schemas as the types, so
 * neither can drift from the other.
 *
 * @public
 */
export function createOpenApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'AMI Smoke Test',
      version: '1',
      description:
        'Smoke tests of the AMIs that Packer builds, and what they showed.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/builds': {
        post: {
          operationId: 'createBuild',
          summary: 'Accepts a build and starts its runs',
          description:
            'Idempotent: the same build posted again returns the first answer (200); a different body under the same key is a 409.',
          requestBody: {
            required: true,
            content: json(ref('CreateBuildRequest')),
          },
          responses: {
            '201': { description: 'Accepted', content: json(ref('Build')) },
            ...answer('It had been accepted before', json(ref('Build'))),
          },
        },
        get: {
          operationId: 'listBuilds',
          summary: 'The history, newest first',
          parameters: queryParameters(listBuildsQuerySchema),
          responses: answer('A page of builds', json(ref('BuildPage'))),
        },
      },
      '/builds/{buildId}': {
        get: {
          operationId: 'getBuild',
          parameters: [id('buildId')],
          responses: answer('The build with its runs', json(ref('Build'))),
        },
      },
      '/builds/{buildId}/events': {
        get: {
          operationId: 'watchBuild',
          summary: 'Its progress as server-sent events, until it is finished',
          parameters: [
            id('buildId'),
            count('after', 'Only events with a higher `seq`', { minimum: 0 }),
          ],
          responses: answer(
            'Each event has the `seq` as its id and a BuildEvent as its data',
            { 'text/event-stream': { schema: ref('BuildEvent') } },
          ),
        },
      },
      '/builds/{buildId}/cancel': {
        post: {
          operationId: 'cancelBuild',
          summary:
            'Stops its runs and cleans up; does nothing to a finished one',
          parameters: [id('buildId')],
          responses: answer('The build', json(ref('Build'))),
        },
      },
      '/builds/{buildId}/rerun': {
        post: {
          operationId: 'rerunBuild',
          summary:
            'Tests the images of a build once more, with the profile as it is now',
          description:
            'A new build of the same images, with what the first one changed of the profile. Its caller may read the first one and post builds of its family.',
          parameters: [id('buildId')],
          responses: {
            '201': { description: 'Accepted', content: json(ref('Build')) },
            default: error,
          },
        },
      },
      '/builds/{buildId}/pin': {
        put: {
          operationId: 'pinBuild',
          summary: 'Keeps it, whatever its age; does nothing to a pinned one',
          description:
            'Where retention does not keep what is pinned, that is a 409.',
          parameters: [id('buildId')],
          responses: answer('The build', json(ref('Build'))),
        },
        delete: {
          operationId: 'unpinBuild',
          summary: 'Leaves it to retention again',
          parameters: [id('buildId')],
          responses: answer('The build', json(ref('Build'))),
        },
      },
      '/families': {
        get: {
          operationId: 'listFamilies',
          summary: 'Every image family that has a build, and how it stands',
          responses: answer('The families', json(ref('FamilyList'))),
        },
      },
      '/preflight': {
        post: {
          operationId: 'preflight',
          summary: 'Would such a build be accepted? Launches nothing.',
          requestBody: {
            required: true,
            content: json(ref('PreflightRequest')),
          },
          responses: answer(
            'What stands in its way',
            json(ref('PreflightResult')),
          ),
        },
      },
      '/profiles': {
        get: {
          operationId: 'listProfiles',
          summary: 'Every profile, and which of its regions are verified',
          responses: answer('The profiles', json(ref('ProfileList'))),
        },
      },
      '/profiles/{profile}/verifications': {
        post: {
          operationId: 'verifyProfile',
          summary:
            'Proves that the instances of a profile can be reached from here',
          description:
            "Launches a known-good image in the profile's network, has it listen at every port of the profile's checks, and asks these by TCP. The answer is a build of the family `profile:<name>`, which its caller must be allowed to create builds of.",
          parameters: [
            {
              name: 'profile',
              in: 'path',
              required: true,
              schema: { type: 'string' },
            },
          ],
          requestBody: {
            required: true,
            content: json(ref('VerifyProfileRequest')),
          },
          responses: {
            '201': { description: 'Started', content: json(ref('Build')) },
            ...answer('It had been started before', json(ref('Build'))),
          },
        },
      },
      '/runs/{runId}': {
        get: {
          operationId: 'getRun',
          parameters: [id('runId')],
          responses: answer('The run with all that is known', json(ref('Run'))),
        },
      },
      '/runs/{runId}/screenshots/{offsetMs}': {
        get: {
          operationId: 'getScreenshot',
          parameters: [
            id('runId'),
            {
              name: 'offsetMs',
              in: 'path',
              required: true,
              schema: { type: 'integer', minimum: 0 },
            },
            {
              name: 'size',
              in: 'query',
              schema: { type: 'string', enum: ['full', 'thumbnail'] },
            },
          ],
          responses: answer('The picture', {
            'image/jpeg': {},
            'image/webp': {},
          }),
        },
      },
      '/runs/{runId}/console': {
        get: {
          operationId: 'getConsole',
          summary: 'The console log with the time of each line, or as text',
          parameters: [
            id('runId'),
            count('from', 'The first line wanted, counted from 1', {
              minimum: 1,
            }),
            count('limit', 'How many lines', {
              minimum: 1,
              maximum: LIMITS.consoleLines,
            }),
          ],
          responses: answer('The log', {
            ...json(ref('ConsolePage')),
            'text/plain': { schema: { type: 'string' } },
          }),
        },
      },
      '/runs/{runId}/screen-texts': {
        get: {
          operationId: 'listScreenTexts',
          summary: 'What was read from the screenshots',
          parameters: [id('runId')],
          responses: answer(
            'The texts, by offset',
            json(ref('ScreenTextList')),
          ),
        },
      },
      '/runs/{runId}/archive': {
        get: {
          operationId: 'getArchive',
          summary: 'Everything that was archived, as a zip',
          parameters: [id('runId')],
          responses: answer('The zip', { 'application/zip': {} }),
        },
      },
      '/runs/{runId}/comparison': {
        get: {
          operationId: 'compareRun',
          summary: 'The run beside another one',
          parameters: [
            id('runId'),
            {
              name: 'with',
              in: 'query',
              description:
                'The other run, of any family; without it the last good one of the same family',
              schema: { type: 'string', format: 'uuid' },
            },
          ],
          responses: answer(
            'Both, and how they differ',
            json(ref('Comparison')),
          ),
        },
      },
      ...promotionPaths(),
      '/ledger': {
        get: {
          operationId: 'getLedger',
          summary: 'What exists in AWS because of us, right now',
          responses: answer('The ledger', json(ref('Ledger'))),
        },
      },
    },
    components: {
      schemas: {
        ...toJsonSchemas(namedSchemas()),
        ...errorSchemas,
      },
    },
  };
}
