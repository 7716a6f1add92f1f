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
  Build,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { RiContrastLine } from '@remixicon/react';
import { BuildActionsOfPromotion } from '../../../promotion';
import { comparisonRouteRef } from '../../../routes';
import { useTexts } from '../../../translations/useTexts';
import styles from './Actions.module.css';
import { AwsMenu } from './AwsMenu';
import { CancelAction } from './CancelAction';
import { CopyLinkAction } from './CopyLinkAction';
import { DownloadAction } from './DownloadAction';
import { PinAction } from './PinAction';
import { RerunAction } from './RerunAction';

/** What can be done with a run. */
export function RunActions(props: { run: Run }) {
  const { run } = props;
  const t = useTexts();
  const comparison = useRouteRef(comparisonRouteRef);
  return (
    <div
      className={styles.actions}
      role="group"
      aria-label={t('run.summary.actions')}
    >
      {run.onlineAt && (
        <ButtonLink
          size="small"
          variant="secondary"
          iconStart={<RiContrastLine size={16} />}
          href={comparison({ runId: run.id })}
          aria-label={t('run.summary.compareWithGood')}
        >
          {t('run.summary.compare')}
        </ButtonLink>
      )}
      <CancelAction build={run.build} />
      <RerunAction build={run.build} />
      <PinAction build={run.build} />
      <BuildActionsOfPromotion build={run.build} />
      <DownloadAction run={run} />
      <CopyLinkAction />
      <AwsMenu run={run} />
    </div>
  );
}

/** What can be done with a build. */
export function BuildActions(props: { build: Build }) {
  const t = useTexts();
  return (
    <div
      className={styles.actions}
      role="group"
      aria-label={t('run.summary.actions')}
    >
      <CancelAction build={props.build} />
      <RerunAction build={props.build} />
      <PinAction build={props.build} />
      <BuildActionsOfPromotion build={props.build} />
      <CopyLinkAction />
    </div>
  );
}
