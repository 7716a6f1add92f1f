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
  buildCancelPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { RiStopCircleLine } from '@remixicon/react';
import { useCancelBuild, useMayCancel } from '../../../data';
import { useTexts } from '../../../translations/useTexts';
import { Confirmed } from './Confirmed';

/** Stops a build while it has no verdict. */
export function CancelAction(props: { build: Build }) {
  const { build } = props;
  const t = useTexts();
  const may = useMayCancel(build.id);
  const cancel = useCancelBuild();

  if (build.verdict !== undefined || build.status === 'finished') return null;
  return (
    <Confirmed
      label={t('run.summary.cancel')}
      icon={<RiStopCircleLine size={16} aria-hidden />}
      may={may}
      permission={buildCancelPermission}
      title={t('run.summary.cancelTitle', { family: build.family })}
      meaning={t('run.summary.cancelMeaning', { count: build.runs.length })}
      confirm={t('run.summary.cancelConfirm')}
      destructive
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={async () => {
        await cancel.mutateAsync(build.id);
      }}
    />
  );
}
