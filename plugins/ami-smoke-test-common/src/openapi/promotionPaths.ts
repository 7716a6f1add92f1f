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

import {
  buildGateQuerySchema,
  gateQuerySchema,
  listActsQuerySchema,
  listChannelsQuerySchema,
} from '../schema';
import {
  answer,
  error,
  id,
  type Json,
  json,
  queryParameters,
  ref,
} from './parts';

const CHANNEL = 'production';
const BUILD_ID = '6b0a2f5e-3f1d-4c86-9d0c-0d6f0a4ad3a1';
const IMAGE = {
  accountId: '123456789012',
  region: 'eu-central-1',
  imageId: 'ami-0abcdef1234567890',
};

/** An error as Backstage words it, with an example of it. */
function errorLike(
  statusCode: number,
  name: string,
  message: string,
  description: string,
): Json {
  const example = { error: { name, message }, response: { statusCode } };
  return {
    description,
    content: { 'application/json': { schema: ref('Error'), example } },
  };
}

const notAllowed = errorLike(
  403,
  'NotAllowedError',
  "amiSmokeTest.access does not let the service 'external:packer' do 'promote' with the family 'web-base' on the channel 'production': an administrator can add `{ subject: 'external:packer', permissions: [promote], families: ['web-base'], channels: ['production'] }` to it",
  'The caller may not; the message has the way out',
);

const noSuchChannel = errorLike(
  404,
  'NotFoundError',
  "There is no channel 'prod'; amiSmokeTest.promotion.channels has: dev, staging, production",
  'There is no such channel or build',
);

function refused(
  statusCode: 409 | 503,
  description: string,
  { state, message }: { state: 'fail' | 'unknown'; message: string },
): Json {
  const name = statusCode === 409 ? 'ConflictError' : 'ServiceUnavailableError';
  return {
    description,
    content: {
      'application/json': {
        schema: ref('RefusedPromotion'),
        example: {
          error: { name, message },
          response: { statusCode },
          decision: {
            decision: state === 'fail' ? 'deny' : 'unknown',
            channel: CHANNEL,
            family: 'web-base',
            buildId: BUILD_ID,
            images: [IMAGE],
            at: '2026-11-23T10:00:00.000Z',
            rules: [
              {
                rule: state === 'fail' ? 'required-runs' : 'image-available',
                state,
                message,
                image: IMAGE,
                evidence: [],
              },
            ],
            reasons: [message],
          },
        },
      },
    },
  };
}

/** Somebody else was quicker: an error of its own kind, because no gate has said anything. */
const conflict = refused(
  409,
  "The gate denies it (with its `decision`); or another build is on the channel than `expected`, which the message names (an error without a decision, the schema 'Error')",
  {
    state: 'fail',
    message:
      'No run of the profile default on t3.micro has passed for ami-0abcdef1234567890 in eu-central-1',
  },
);

const couldNotTell = refused(
  503,
  'The gate could not tell, so nothing was done; the same may be allowed later',
  { state: 'unknown', message: 'EC2 could not be asked in eu-central-1' },
);

/** Channels, the gate, and what is decided about them. */
export function promotionPaths(): Record<string, Json> {
  return {
    '/gate': {
      get: {
        operationId: 'askGate',
        summary: 'May exactly this AMI go to the channel?',
        description:
          'Never allows by default: an image that nobody knows is denied, and what could not be asked is `unknown`. Of an image of a family that the caller may not ask about it says no more than that, with a 403.',
        parameters: queryParameters(gateQuerySchema),
        responses: {
          ...answer(
            'The decision, with every rule and its evidence',
            json(ref('GateDecision')),
          ),
          '403': notAllowed,
          '404': noSuchChannel,
        },
      },
    },
    '/builds/{buildId}/gate': {
      get: {
        operationId: 'askGateOfBuild',
        summary: 'May the build, with all its images, go to the channel?',
        parameters: [id('buildId'), ...queryParameters(buildGateQuerySchema)],
        responses: {
          ...answer(
            'The decision, with every rule and its evidence',
            json(ref('GateDecision')),
          ),
          '403': notAllowed,
          '404': noSuchChannel,
        },
      },
    },
    '/channels': {
      get: {
        operationId: 'listChannels',
        summary: 'Every channel, and what is on it of each family',
        parameters: queryParameters(listChannelsQuerySchema),
        responses: answer('The channels', json(ref('ChannelList'))),
      },
    },
    '/promotions': {
      post: {
        operationId: 'promote',
        summary:
          'Promotes a build to a channel, or rolls the channel back to it',
        description:
          'A build is promoted with all its images, or not at all. Where the same images are on the channel already, nothing is done (`unchanged`).',
        requestBody: { required: true, content: json(ref('PromotionRequest')) },
        responses: {
          ...answer(
            'Done; of a dry run what would be done',
            json(ref('PromotionResult')),
          ),
          '403': notAllowed,
          '404': noSuchChannel,
          '409': conflict,
          '503': couldNotTell,
        },
      },
      get: {
        operationId: 'listPromotionActs',
        summary: "The history of a family's channels, newest first",
        parameters: queryParameters(listActsQuerySchema),
        responses: answer('A page of acts', json(ref('PromotionActPage'))),
      },
    },
    '/revocations': {
      post: {
        operationId: 'revoke',
        summary: 'Revokes a build for good',
        description:
          'Marks its images, and has each channel that they are on go back to its last good build, or leaves it empty.',
        requestBody: {
          required: true,
          content: json(ref('RevocationRequest')),
        },
        responses: {
          ...answer(
            'Done; of a dry run what would be done',
            json(ref('PromotionResult')),
          ),
          '403': notAllowed,
        },
      },
    },
    '/waivers': {
      post: {
        operationId: 'waive',
        summary: "Lets a build pass a rule of a channel's gate for a time",
        description:
          'Idempotent for those who send a `key`: sent again, the answer is the waiver that was given first, as it stands now.',
        requestBody: { required: true, content: json(ref('WaiverRequest')) },
        responses: {
          '201': { description: 'Given', content: json(ref('Waiver')) },
          '403': notAllowed,
          '404': noSuchChannel,
          default: error,
        },
      },
    },
    '/waivers/{waiverId}': {
      delete: {
        operationId: 'withdrawWaiver',
        summary: 'Ends a waiver; what it let onto a channel stays there',
        parameters: [id('waiverId')],
        responses: {
          ...answer('The waiver', json(ref('Waiver'))),
          '403': notAllowed,
        },
      },
    },
  };
}
