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

import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { buildMessages } from '../build/messages';
import { buildsMessages } from '../builds/messages';
import { cardMessages } from '../card/messages';
import { comparisonMessages } from '../comparison/messages';
import { fleetMessages } from '../fleet/messages';
import { historyMessages } from '../history/messages';
import { promotionMessages } from '../promotion/messages';
import { runMessages } from '../run/messages';
import { uiMessages } from '../ui/messages';

/** Every text of the pages, in English; the words are those of the API. @public */
export const amiSmokeTestTranslationRef = createTranslationRef({
  id: 'plugin.ami-smoke-test',
  messages: {
    ui: uiMessages,
    run: runMessages,
    build: buildMessages,
    builds: buildsMessages,
    history: historyMessages,
    comparison: comparisonMessages,
    fleet: fleetMessages,
    card: cardMessages,
    promotion: promotionMessages,
  },
});
