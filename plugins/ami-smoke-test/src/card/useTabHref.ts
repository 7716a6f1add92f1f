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
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityContentRouteRef } from '../routes';

/** Where the family's history is; nothing in an app that has the card without the tab. */
export function useTabHref(): string | undefined {
  try {
    // It throws where the route has no path, in both frontend systems, and only after all of its own hooks.
    return useRouteRef(entityContentRouteRef)();
  } catch {
    return undefined;
  }
}
