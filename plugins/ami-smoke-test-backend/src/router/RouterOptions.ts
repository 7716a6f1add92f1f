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
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { PromotionAccess } from '../access/PromotionAccess';
import type { SmokeTestAccess } from '../access/SmokeTestAccess';
import type { BuildService } from '../builds/BuildService';
import type { EventReader } from '../changes/EventReader';
import type { FamilyReader } from '../builds/FamilyReader';
import type { Profiles } from '../builds/Profiles';
import type { RunReader } from '../builds/RunReader';
import type { Verifications } from '../builds/Verifications';
import type { Comparisons } from '../comparison/Comparisons';
import type { LedgerReader } from '../ledger/LedgerReader';
import type { PromotionStore } from '../database/PromotionStore';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { Channels } from '../promotion/Channels';
import type { Gate } from '../promotion/gate/Gate';
import type { Promotions } from '../promotion/Promotions';

/** What the routes need. */
export interface RouterOptions {
  builds: BuildService;
  runs: RunReader;
  ledger: LedgerReader;
  families: FamilyReader;
  comparisons: Comparisons;
  profiles: Profiles;
  verifications: Verifications;
  events: EventReader;
  gate: Gate;
  channels: Channels;
  promotions: Promotions;
  store: SmokeTestStore;
  promotionStore: PromotionStore;
  access: SmokeTestAccess;
  promotionAccess: PromotionAccess;
  /** Why nothing may be decided about channels, when nothing may. */
  closed?: string;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
  /** Aborted at shutdown: streams end, so that their readers go on at another replica. */
  shutdown: AbortSignal;
}
