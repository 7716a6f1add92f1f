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
  evidenceReadPermission,
  type Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button } from '@backstage/ui';
import { RiFolderDownloadLine } from '@remixicon/react';
import { useArchiveDownload } from '../../../data';
import { useTexts } from '../../../translations/useTexts';
import { Refused, TroubleView } from '../../../ui';
import styles from './Actions.module.css';

/** Saves everything that is known of a run as a zip. */
export function DownloadAction(props: { run: Run }) {
  const { run } = props;
  const t = useTexts();
  const download = useArchiveDownload();
  const label = t('run.summary.download');
  const name = t('run.summary.downloadEverything');
  const icon = <RiFolderDownloadLine size={16} aria-hidden />;

  if (!run.evidence) {
    const permission = evidenceReadPermission.name;
    return (
      <Refused
        label={label}
        name={name}
        icon={icon}
        why={t('run.summary.needs', { permission })}
      />
    );
  }
  if (!run.archive) {
    return (
      <Refused
        label={label}
        name={name}
        icon={icon}
        why={t('run.summary.nothingArchived')}
      />
    );
  }
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={icon}
        aria-label={name}
        isPending={download.isPending}
        onPress={() => download.mutate(run.id)}
      >
        {label}
      </Button>
      {download.error && (
        <div className={styles.trouble}>
          <TroubleView
            what={t('run.summary.theArchive')}
            error={download.error}
            permission={evidenceReadPermission.name}
            onRetry={() => download.mutate(run.id)}
          />
        </div>
      )}
    </>
  );
}
