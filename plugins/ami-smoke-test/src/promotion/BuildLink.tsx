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
import { Link } from '@backstage/ui';
import { buildRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';

/** Builds have no names: as much of the id as tells them apart. */
export function shortName(buildId: string): string {
  return buildId.slice(0, 8);
}

/** The way to a build. */
export function BuildLink(props: { family: string; buildId: string }) {
  const t = useTexts();
  const buildRoute = useRouteRef(buildRouteRef);
  const { family, buildId } = props;
  const name = shortName(buildId);
  return (
    <Link
      href={buildRoute({ buildId })}
      standalone
      aria-label={t('promotion.buildLabel', { name, family })}
    >
      {t('promotion.build', { name })}
    </Link>
  );
}
