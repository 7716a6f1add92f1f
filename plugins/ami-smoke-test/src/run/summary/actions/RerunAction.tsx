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
  type Build,
  buildCreatePermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiRestartLine } from '@remixicon/react';
import { useNavigate } from 'react-router-dom';
import { useMayCreate, useRerunBuild } from '../../../data';
import { buildRouteRef } from '../../../routes';
import { useTexts, type Texts } from '../../../translations/useTexts';
import { Confirmed } from './Confirmed';

/** Tests the images of a build once more, and goes to the new build. */
export function RerunAction(props: { build: Build }) {
  const { build } = props;
  const t = useTexts();
  const navigate = useNavigate();
  const buildRoute = useRouteRef(buildRouteRef);
  const may = useMayCreate();
  const rerun = useRerunBuild();

  return (
    <Confirmed
      label={t('run.summary.rerun')}
      icon={<RiRestartLine size={16} aria-hidden />}
      may={may}
      permission={buildCreatePermission}
      title={t('run.summary.rerunTitle', { family: build.family })}
      meaning={t('run.summary.rerunMeaning', {
        count: build.runs.length,
        places: placesOf(build, t),
        profile: build.profile,
      })}
      confirm={t('run.summary.rerunConfirm', { count: build.runs.length })}
      isPending={rerun.isPending}
      error={rerun.error}
      onConfirm={async () => {
        const { id } = await rerun.mutateAsync(build.id);
        navigate(buildRoute({ buildId: id }));
      }}
    />
  );
}

function placesOf(build: Build, t: Texts): string {
  const places = build.runs.map(({ instanceType, image: { region } }) =>
    t('run.summary.rerunPlace', { instanceType, region }),
  );
  return new Intl.ListFormat(undefined, { type: 'unit' }).format(
    new Set(places),
  );
}
